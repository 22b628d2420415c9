#pragma once
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Calls in the arguments of macros.
#define ARGUMENT(...) (__VA_ARGS__)
#define TWICE(...) ((__VA_ARGS__), (__VA_ARGS__))
#define CALL(function, ...) function(__VA_ARGS__)
#define CHECK(...)                                                             \
  do {                                                                         \
    if (!(__VA_ARGS__))                                                                \
      trace::note(80, 0);                                                      \
  } while (false)

namespace trace {

inline std::vector<std::pair<int, long>> log;
inline int fuel = 400;
inline long total = 0;
inline int table[4] = {1, 2, 3, 4};

/// A side effect.
inline void note(int what, long value) {
  if (log.size() < 20000)
    log.emplace_back(what, value);
}

inline int mark(int what, int value) {
  note(what, value);
  return value;
}

/// Every function asks first; from some point on nothing calls anything.
inline bool spent() { return --fuel < 0; }

inline int &cell(int at) {
  static int cells[4];
  return cells[at & 3];
}

inline const std::string &word(int at) {
  static const std::string words[2] = {"word", "another word"};
  return words[at & 1];
}

/// Yes three times, then no, and so on; not for ever.
inline bool fewer() {
  static int asked = 0;
  return --fuel > 0 && ++asked % 4 != 0;
}

struct Chain {
  explicit Chain(int value) : value(value) {}
  Chain &add(int other) {
    note(71, other);
    value = 3 * value + other;
    return *this;
  }
  int value;
};

template <class T, class... Rest> T first(T value, const Rest &...) { return value; }

struct Error {
  explicit Error(int code) : code(code) {}
  virtual ~Error() = default;
  int code;
};

struct Fault : Error {
  using Error::Error;
};

/// Says when it begins and ends.
class Guard {
public:
  explicit Guard(int value) : value(value) { note(60, value); }
  Guard(const Guard &) = delete;
  ~Guard() { note(61, value); }

private:
  int value;
};

class Num {
public:
  explicit Num(int value) : value(value) {}
  Num operator+(int other) const {
    note(70, other);
    return Num(value + other);
  }
  int operator()(int k) const { return value + k; }
  explicit operator int() const { return value; }

private:
  int value;
};

inline void finish(bool all) {
  unsigned long hash = 14695981039346656037ul;
  for (auto [what, value] : log)
    for (long part : {long(what), value})
      hash = (hash ^ static_cast<unsigned long>(part)) * 1099511628211ul;
  for (int value : table)
    hash = (hash ^ static_cast<unsigned long>(value)) * 1099511628211ul;
  hash ^= static_cast<unsigned long>(total) + static_cast<unsigned long>(cell(0) + 3 * cell(1) + 5 * cell(2) + 7 * cell(3));
  if (all)
    for (auto [what, value] : log)
      std::printf("%d %ld\n", what, value);
  std::printf("%zu effects, hash %016lx\n", log.size(), hash);
}

} // namespace trace

struct Pair {
  int a, b;
  Pair same() const { return *this; }
};

/// Says when it begins, is copied and ends; where it is moved from does not count.
class Box {
public:
  explicit Box(int value) : value(value) { trace::note(50, value); }
  Box(const Box &other) : value(other.value), live(other.live) { trace::note(51, value); }
  Box(Box &&other) noexcept : value(other.value), live(std::exchange(other.live, false)) {}
  Box &operator=(Box other) noexcept {
    std::swap(value, other.value);
    std::swap(live, other.live);
    return *this;
  }
  ~Box() {
    if (live)
      trace::note(52, value);
  }
  int get() const { return value; }
  int consume() {
    int result = value;
    delete this;
    return result;
  }

private:
  int value;
  bool live = true;
};

struct Wrap {
  Wrap(int value) : value(value) { trace::note(53, value); }
  int value;
};

using Own = std::unique_ptr<Box>;
using Vec = std::vector<int>;
using Opt = std::optional<int>;

struct Job {
  int (*run)(int);
  int priority;
};

namespace trace {
inline int peek(const Own &own) { return own ? own->get() : -1; }
inline int sum(const Vec &values) {
  int result = 0;
  for (int value : values)
    result += value;
  return result;
}
} // namespace trace
