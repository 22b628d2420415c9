// What the programs of the tests wait for.
#ifndef PLAIN_PAUSE_H
#define PLAIN_PAUSE_H

namespace plain {

/// A place where a function would wait.
inline void pause() {}

} // namespace plain

#endif
