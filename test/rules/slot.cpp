// RUN: not %recolor report %s --async Table::handler --async Button::onPress -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
struct Table {
  // What else is read from the union cannot be known.
  union {
    // CHECK: slot.cpp:[[@LINE+1]]:12: warning: 'Table::handler' cannot become async: a variable, field or parameter of callable type keeps its type [recolor-slot]
    void (*handler)();
    long bits;
  };
  void run() { handler(); }
};

struct Button {
  // One plain pointer changes with what flows into it.
  // CHECK: remark: 'Button::onPress' becomes async
  void (*onPress)();
  // CHECK: remark: 'Button::press' becomes async
  void press() { onPress(); }
};
