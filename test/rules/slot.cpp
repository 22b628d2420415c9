// A slot that is named keeps its type, and its callers are not coloured.
// RUN: not %recolor report %s --async Button::onPress -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
struct Button {
  // CHECK: slot.cpp:[[@LINE+1]]:10: warning: 'Button::onPress' cannot become async: a variable, field or parameter of callable type keeps its type [recolor-slot]
  void (*onPress)();
  void press() { onPress(); }
};

// The function beside it changes.
// RUN: not %recolor report %s --async Button::press -- -std=c++20 | FileCheck %s --check-prefix=NEAR --implicit-check-not=warning:
// NEAR: remark: 'Button::press' becomes async
