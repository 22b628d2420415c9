//===- recolor/detail/blocking_pool.h - Threads for blocking calls *- C++ -*-===//
#ifndef RECOLOR_DETAIL_BLOCKING_POOL_H
#define RECOLOR_DETAIL_BLOCKING_POOL_H

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>

namespace recolor::detail {

/// Threads that exist to be blocked. The pool grows instead of queueing: a
/// blocking call may wait for what another blocking call brings about, so a
/// bound on the threads would be a deadlock. An idle thread ends after ten
/// seconds.
class blocking_pool {
public:
  /// Work for one thread of the pool; it owns itself once submitted.
  class job {
  public:
    /// Does the work and frees the job.
    virtual void run() noexcept = 0;

  protected:
    ~job() = default;

  private:
    friend class blocking_pool;
    job *next_ = nullptr;
  };

  /// The pool of this process. It is never destroyed: a thread may still be
  /// blocked in it while static objects are destroyed.
  static blocking_pool &instance() {
    static blocking_pool *const pool = new blocking_pool;
    return *pool;
  }

  /// Runs \p work on some thread. Throws std::system_error, and has then not
  /// taken the job, when there is no thread and none can be started.
  void submit(job &work) {
    std::unique_lock lock(mutex_);
    if (idle_ <= queued_) {
      try {
        std::thread([this] { serve(); }).detach();
        ++threads_;
      } catch (...) {
        if (threads_ == 0)
          throw;
      }
    }
    (head_ ? tail_->next_ : head_) = &work;
    tail_ = &work;
    ++queued_;
    ready_.notify_one();
  }

  /// Held by a thread of the pool while it hands a result over to an event
  /// loop, which may be gone as soon as the result is there: whoever destroys
  /// event loops takes it once before.
  std::mutex &handover() { return handover_; }

private:
  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ++idle_;
      const bool found = ready_.wait_for(lock, std::chrono::seconds(10),
                                         [this] { return head_ != nullptr; });
      --idle_;
      if (!found) {
        --threads_;
        return;
      }
      job *const work = head_;
      head_ = work->next_;
      --queued_;
      lock.unlock();
      work->run();
      lock.lock();
    }
  }

  std::mutex mutex_, handover_;
  std::condition_variable ready_;
  job *head_ = nullptr, *tail_ = nullptr;
  std::size_t queued_ = 0, idle_ = 0, threads_ = 0;
};

} // namespace recolor::detail

#endif
