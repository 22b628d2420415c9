// What is called without a word in the source, each with its kind.
// RUN: %recolor index --format graph %s -- -std=c++20 | FileCheck %s
void note();

struct Part {
  Part() { note(); }
  Part(const Part &) { note(); }
  Part &operator=(const Part &) { note(); return *this; }
  ~Part() { note(); }
};
struct Base { Base(int) { note(); } virtual ~Base() { note(); } };
struct Whole : Base {
  using Base::Base;
  Part part;
};
struct Final final : Base { using Base::Base; ~Final() override { note(); } };

void locals() { Part part; }
// CHECK-DAG: call locals -> Part constructor
// CHECK-DAG: call locals -> _Part destructor {{.*}} unwritten

void temporaries() { Part(); }
// CHECK-DAG: call temporaries -> _Part destructor {{.*}} unwritten

struct Holder {
  Part part;
  Holder() {}
  ~Holder() {}
};
// The constructor makes its members, and ends them if it throws.
// CHECK-DAG: call Holder -> Part constructor {{.*}} unwritten
// CHECK-DAG: call Holder -> _Part destructor {{.*}} unwritten
// CHECK-DAG: call _Holder -> _Part destructor {{.*}} unwritten

void derived() { Whole whole(1); }
// CHECK-DAG: fn [[INHERITED:[A-Za-z_.0-9]+]] "Whole::Whole" (int) constructor {{.*}} implicit
// CHECK-DAG: call derived -> [[INHERITED]] constructor
// CHECK-DAG: call [[INHERITED]] -> Base constructor {{.*}} unwritten
// CHECK-DAG: call [[INHERITED]] -> Part constructor {{.*}} unwritten
// CHECK-DAG: call _Whole -> _Part destructor {{.*}} unwritten
// CHECK-DAG: call _Whole -> _Base destructor {{.*}} unwritten

void copies(const Whole &from, Whole &to) { Whole copy(from); to = from; }
// CHECK-DAG: call operator_.2 -> operator_ operator {{.*}} unwritten

void ends(Base *base, Final *final) { delete base; delete final; }
// CHECK-DAG: call ends -> _Base virtual {{.*}} unwritten
// CHECK-DAG: call ends -> _Final destructor {{.*}} unwritten

int fallback();
int preset();
void takes(int n = fallback());
void calls() { takes(); }
// CHECK-DAG: call - -> fallback direct {{.*}} rule=default-argument
// CHECK-DAG: call calls -> fallback direct {{.*}} rule=default-argument

struct Preset { int value = preset(); Preset() {} };
struct Plain { int value = preset(); };
void aggregates() { Plain plain{}; }
// CHECK-DAG: call Preset -> preset direct {{.*}} rule=member-initializer
// CHECK-DAG: call aggregates -> preset direct {{.*}} rule=member-initializer

struct Pool {
  static void *operator new(unsigned long n) { return ::operator new(n); }
  static void operator delete(void *p) { ::operator delete(p); }
};
void allocates() { delete new Pool; }
// CHECK-DAG: call allocates -> operator_new{{[.0-9]*}} operator {{.*}} unwritten
// CHECK-DAG: call allocates -> operator_delete{{[.0-9]*}} operator {{.*}} unwritten

struct Number { operator int() const { return 1; } };
int converts() { return Number(); }
// CHECK-DAG: call converts -> operator_int conversion

struct Range { int *begin(); int *end(); };
void loops(Range r) { for (int i : r) note(); }
// CHECK-DAG: call loops -> begin implicit
// CHECK-DAG: call loops -> end implicit

namespace std {
template <class T> struct tuple_size;
template <unsigned long N, class T> struct tuple_element;
}
struct Pair { template <unsigned long N> int get() { return N; } };
template <> struct std::tuple_size<Pair> { static constexpr int value = 2; };
template <unsigned long N> struct std::tuple_element<N, Pair> { using type = int; };
int binds(Pair pair) { auto [a, b] = pair; return a + b; }
// CHECK-DAG: call binds -> get implicit {{.*}} unwritten

void unlock(int *) { note(); }
void cleans() { __attribute__((cleanup(unlock))) int lock = 0; }
// CHECK-DAG: call cleans -> unlock implicit {{.*}} unwritten

Part global;
// CHECK-DAG: call - -> Part constructor
// CHECK-DAG: call - -> _Part destructor {{.*}} unwritten

__attribute__((constructor)) void early() { note(); }
// CHECK-DAG: call - -> early implicit {{.*}} unwritten
