// retry.h - Try again a little later, while the server is busy.
#ifndef STASH_RETRY_H
#define STASH_RETRY_H

#include <chrono>
#include <thread>

namespace stash {

struct RetryPolicy {
  int attempts = 4;
  std::chrono::milliseconds delay{5};
};

/// Result has a busy(); the last one is returned whatever it says.
template <typename Result, typename Operation>
Result retry(const RetryPolicy &policy, Operation operation) {
  for (int attempt = 1;; ++attempt) {
    Result result = operation();
    if (!result.busy() || attempt == policy.attempts)
      return result;
    std::this_thread::sleep_for(policy.delay * attempt);
  }
}

} // namespace stash

#endif
