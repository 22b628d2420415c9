// RUN: %status 1 %recolor report %s --async leaf -- -std=c++20 | FileCheck %s --implicit-check-not=warning:
#include <mutex>
int leaf() { return 1; }

std::mutex m;
struct Mutex {
  void Lock();
  void Unlock();
};
struct Holder {
  explicit Holder(Mutex &m) : m_(m) { m_.Lock(); }
  ~Holder() { m_.Unlock(); }
  Mutex &m_;
};
struct Session {
  std::lock_guard<std::mutex> held{m};
};

int waits() { return leaf(); }

// CHECK: remark: 'guard' becomes async
int guard() {
  std::lock_guard lock(m);
  // CHECK: lock-held.cpp:[[@LINE+1]]:10: warning: the behaviour of 'guard' may change: a lock is held while the coroutine is suspended: others wait for it, or take it a second time on the same thread [recolor-lock-held]
  return waits();
}
// CHECK: remark: 'early' becomes async
int early() {
  std::unique_lock<std::mutex> lock(m);
  lock.unlock();
  int x = leaf();
  lock.lock();
  // CHECK: lock-held.cpp:[[@LINE+1]]:14: warning: the behaviour of 'early' may change: a lock is held
  return x + leaf();
}
// CHECK: remark: 'inner' becomes async
int inner() {
  {
    std::scoped_lock lock(m);
  }
  if (std::lock_guard lock(m); true) {
    // CHECK: lock-held.cpp:[[@LINE+1]]:5: warning: the behaviour of 'inner' may change: a lock is held
    leaf();
  }
  std::unique_lock<std::mutex> later(m, std::defer_lock);
  return leaf();
}
// CHECK: remark: 'own' becomes async
int own(Mutex &mutex) {
  {
    Holder holder(mutex);
    // CHECK: lock-held.cpp:[[@LINE+1]]:5: warning: the behaviour of 'own' may change: a lock is held
    leaf();
  }
  {
    Session session;
    // CHECK: lock-held.cpp:[[@LINE+1]]:5: warning: the behaviour of 'own' may change: a lock is held
    leaf();
  }
  mutex.Lock();
  // CHECK: lock-held.cpp:[[@LINE+1]]:11: warning: the behaviour of 'own' may change: a lock is held
  int x = leaf();
  mutex.Unlock();
  return x + leaf();
}
