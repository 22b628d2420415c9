// A program that talks to servers through client libraries is async by what
// those do, without a word on the command line: the calls that wait run on the
// blocking pool, those that answer from memory stay.
// REQUIRES: asio
// RUN: rm -rf %t && mkdir %t && touch %t/.recolor.yaml && cp %s %t/program.cpp
// RUN: %clangxx -std=c++20 -isystem %S/Inputs/clients %t/program.cpp -o %t/before && %t/before | FileCheck %s --check-prefix=BEFORE
// RUN: %recolor rewrite --write %t/program.cpp -- -std=c++20 -isystem %S/Inputs/clients 2>%t/said.txt
// RUN: FileCheck %s < %t/program.cpp
// RUN: %clangxx -std=c++20 -DASIO_HAS_CO_AWAIT %shim -isystem %S/Inputs/clients %t/program.cpp -pthread -o %t/after && %t/after | FileCheck %s --check-prefix=AFTER
// RUN: %recolor rewrite %t/program.cpp -- -std=c++20 -DASIO_HAS_CO_AWAIT %shim -isystem %S/Inputs/clients 2>/dev/null | count 0

// What is named with --stop starts nothing:
// RUN: not %recolor report %s --stop PQexec --stop curl_easy_perform -- -std=c++20 -isystem %S/Inputs/clients | FileCheck %s --check-prefix=STOP --implicit-check-not=remark
// STOP: remark: 'sum' becomes async
// STOP: remark: the body of 'main' becomes a coroutine

// BEFORE: 1 0 5
// AFTER: 10 1 6
#include <client.h>
#include <cstdio>

// CHECK: {{^}}asio::awaitable<int> rows(PGconn *c, const char *query) {
// CHECK-NEXT: PGresult *r = co_await recolor::asio_rt::offload([&] { return PQexec(c, query); });
// CHECK-NEXT: co_return PQntuples(r);
int rows(PGconn *c, const char *query) {
  PGresult *r = PQexec(c, query);
  return PQntuples(r);
}
// CHECK: {{^}}asio::awaitable<int> get(CURL *c) { co_return co_await recolor::asio_rt::offload(
int get(CURL *c) { return curl_easy_perform(c); }
// CHECK: {{^}}asio::awaitable<int> sum(pqxx::work &w) { co_return co_await recolor::asio_rt::offload(
int sum(pqxx::work &w) { return w.exec_params("SELECT $1 + $2", 2, 3); }
// Only counts what was received:
// CHECK: {{^}}int count(PGresult *r) { return PQntuples(r); }
int count(PGresult *r) { return PQntuples(r); }

int main() {
  pqxx::work w;
  std::printf("%d %d ", rows(nullptr, "SELECT 1"), get(nullptr));
  std::printf("%d\n", sum(w));
}
