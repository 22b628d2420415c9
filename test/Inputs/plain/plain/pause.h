// What the programs of the tests wait for.
#ifndef PLAIN_PAUSE_H
#define PLAIN_PAUSE_H

namespace plain {

/// A place where a function would wait; a constexpr one, too, while it is none.
constexpr void pause() {}

} // namespace plain

#endif
