//===- recolor/caught.h - An exception that outlives its handler -*- C++ -*-===//
//
// A coroutine cannot suspend in a handler. Converted code notes there which
// handler it was and does the work behind the try statement:
//
//   recolor::caught caught;
//   try {
//     ...
//   } catch (const failure &e) {
//     caught.keep(1, e);
//   }
//   if (auto handling = caught.by(1)) {
//     const failure &e = caught.as<decltype(e)>();
//     ...
//   }
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_CAUGHT_H
#define RECOLOR_CAUGHT_H

#include <cstddef>
#include <cstring>
#include <exception>
#include <memory>
#include <type_traits>

namespace recolor {

/// The exception that one of the handlers of a try statement caught.
class caught {
public:
  caught() = default;
  caught(const caught &) = delete;

  /// For the handler with this number: keeps the exception being handled.
  void keep(int handler) noexcept {
    exception_ = std::current_exception();
    handler_ = handler;
  }
  /// The same, and \p object, which is the exception object or a part of it.
  template <class T> void keep(int handler, T &object) noexcept {
    keep(handler);
    object_ = const_cast<void *>(
        static_cast<const volatile void *>(std::addressof(object)));
  }
  /// The same for a scalar that the handler has a copy of.
  template <class T> void keep_value(int handler, T value) noexcept {
    static_assert(std::is_scalar_v<T> && sizeof value <= sizeof value_);
    keep(handler);
    std::memcpy(value_, &value, sizeof value);
    object_ = value_;
  }

  /// Ends the life of the exception, as the end of a handler does.
  class handling {
  public:
    explicit handling(caught *of) : of_(of) {}
    handling(const handling &) = delete;
    ~handling() {
      if (of_)
        of_->exception_ = nullptr;
    }
    explicit operator bool() const { return of_ != nullptr; }

  private:
    caught *of_;
  };
  /// True when it was the handler with this number.
  handling by(int handler) { return handling(handler_ == handler ? this : nullptr); }

  /// What was kept; T is the type of the handler's variable.
  template <class T> std::remove_reference_t<T> &as() const {
    return *static_cast<std::remove_reference_t<T> *>(object_);
  }

  /// What `throw;` does in a handler.
  [[noreturn]] void rethrow() const { std::rethrow_exception(exception_); }

private:
  std::exception_ptr exception_;
  void *object_ = nullptr;
  int handler_ = 0;
  alignas(std::max_align_t) unsigned char value_[sizeof(long double)];
};

} // namespace recolor

#endif
