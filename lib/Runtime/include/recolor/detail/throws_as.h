//===- recolor/detail/throws_as.h - Errors that name their operation --------===//
#ifndef RECOLOR_DETAIL_THROWS_AS_H
#define RECOLOR_DETAIL_THROWS_AS_H

namespace recolor {

/// Completion token of an awaited operation which throws what its blocking
/// counterpart throws: that one puts its own name before the error's text
/// ("connect: Connection refused"), use_awaitable does not.
struct throws_as {
  const char *operation; ///< a string literal
  explicit constexpr throws_as(const char *name) : operation(name) {}
};

} // namespace recolor

#endif
