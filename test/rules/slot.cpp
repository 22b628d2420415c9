// RUN: not %recolor report %s --async Table::handlers --async Button::onPress -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
struct Table {
  // An array of pointers keeps its type.
  // CHECK: slot.cpp:[[@LINE+1]]:10: warning: 'Table::handlers' cannot become async: a variable, field or parameter of callable type keeps its type [recolor-slot]
  void (*handlers[2])();
  void run() { handlers[0](); }
};

struct Button {
  // One plain pointer changes with what flows into it.
  // CHECK: remark: 'Button::onPress' becomes async
  void (*onPress)();
  // CHECK: remark: 'Button::press' becomes async
  void press() { onPress(); }
};
