// A function without parameters that decides by a branch whether a call runs.
// RUN: %recolor index --format graph %s -- -std=c++20 | FileCheck %s
bool inside();
void yes(); void no(); void after(); void always(); void early(); void maybe();

void branches(bool b) {
  if (inside())
    yes();
  else
    no();
  always();
  if (b && inside())
    maybe();
}
// CHECK-DAG: call branches -> yes direct {{[^ ]+}} end={{[0-9]+}} when=inside
// CHECK-DAG: call branches -> no direct {{[^ ]+}} end={{[0-9]+}} unless=inside
// CHECK-DAG: call branches -> always direct {{[^ ]+}} end={{[0-9]+}}{{$}}
// CHECK-DAG: call branches -> maybe direct {{[^ ]+}} end={{[0-9]+}} when=inside

void returns() {
  if (!inside()) {
    early();
    return;
  }
  after();
}
// CHECK-DAG: call returns -> early direct {{[^ ]+}} end={{[0-9]+}} unless=inside
// CHECK-DAG: call returns -> after direct {{[^ ]+}} end={{[0-9]+}} when=inside
