//===- recolor/algorithm.h - Algorithms that await what they call -*- C++ -*-===//
//
// What `std::for_each(first, last, f)` becomes when `f` returns a task:
// `co_await recolor::for_each(first, last, f)`. Each does what its namesake in
// <algorithm> or <numeric> does, in the same order and with the same result;
// one call is awaited before the next begins. They work with any class template
// whose values are tasks and whose first argument is the result.
//
//===----------------------------------------------------------------------===//
#ifndef RECOLOR_ALGORITHM_H
#define RECOLOR_ALGORITHM_H

#include <iterator>
#include <type_traits>
#include <utility>

namespace recolor {
namespace detail {

template <class Task, class T> struct rebind_task;
template <template <class, class...> class Task, class Old, class... Rest, class T>
struct rebind_task<Task<Old, Rest...>, T> {
  using type = Task<T, Rest...>;
};

/// The task of a T that goes with the task which F returns for these arguments.
template <class T, class F, class... Args>
using task_of = typename rebind_task<
    std::remove_cv_t<std::remove_reference_t<std::invoke_result_t<F &, Args...>>>, T>::type;

template <class It> using reference = typename std::iterator_traits<It>::reference;

} // namespace detail

template <class It, class F>
detail::task_of<F, F, detail::reference<It>> for_each(It first, It last, F f) {
  for (; first != last; ++first)
    co_await f(*first);
  co_return std::move(f);
}

template <class It, class Size, class F>
detail::task_of<It, F, detail::reference<It>> for_each_n(It first, Size n, F f) {
  for (; n > 0; --n, ++first)
    co_await f(*first);
  co_return std::move(first);
}

template <class It, class Out, class F>
detail::task_of<Out, F, detail::reference<It>> transform(It first, It last, Out out, F f) {
  for (; first != last; ++first, ++out) {
    auto &&value = co_await f(*first);
    *out = std::forward<decltype(value)>(value);
  }
  co_return std::move(out);
}

template <class It1, class It2, class Out, class F>
detail::task_of<Out, F, detail::reference<It1>, detail::reference<It2>>
transform(It1 first1, It1 last1, It2 first2, Out out, F f) {
  for (; first1 != last1; ++first1, ++first2, ++out) {
    auto &&value = co_await f(*first1, *first2);
    *out = std::forward<decltype(value)>(value);
  }
  co_return std::move(out);
}

template <class It, class F>
detail::task_of<bool, F, detail::reference<It>> any_of(It first, It last, F f) {
  for (; first != last; ++first) {
    bool found = static_cast<bool>(co_await f(*first));
    if (found)
      co_return true;
  }
  co_return false;
}

template <class It, class F>
detail::task_of<bool, F, detail::reference<It>> all_of(It first, It last, F f) {
  for (; first != last; ++first) {
    bool found = static_cast<bool>(co_await f(*first));
    if (!found)
      co_return false;
  }
  co_return true;
}

template <class It, class F>
detail::task_of<bool, F, detail::reference<It>> none_of(It first, It last, F f) {
  for (; first != last; ++first) {
    bool found = static_cast<bool>(co_await f(*first));
    if (found)
      co_return false;
  }
  co_return true;
}

template <class It, class F>
detail::task_of<It, F, detail::reference<It>> find_if(It first, It last, F f) {
  for (; first != last; ++first) {
    bool found = static_cast<bool>(co_await f(*first));
    if (found)
      break;
  }
  co_return std::move(first);
}

template <class It, class F>
detail::task_of<It, F, detail::reference<It>> find_if_not(It first, It last, F f) {
  for (; first != last; ++first) {
    bool found = static_cast<bool>(co_await f(*first));
    if (!found)
      break;
  }
  co_return std::move(first);
}

template <class It, class F>
detail::task_of<typename std::iterator_traits<It>::difference_type, F, detail::reference<It>>
count_if(It first, It last, F f) {
  typename std::iterator_traits<It>::difference_type n = 0;
  for (; first != last; ++first) {
    bool found = static_cast<bool>(co_await f(*first));
    if (found)
      ++n;
  }
  co_return n;
}

template <class It, class Out, class F>
detail::task_of<Out, F, detail::reference<It>> copy_if(It first, It last, Out out, F f) {
  for (; first != last; ++first) {
    bool found = static_cast<bool>(co_await f(*first));
    if (found) {
      *out = *first;
      ++out;
    }
  }
  co_return std::move(out);
}

template <class It, class F>
detail::task_of<It, F, detail::reference<It>> remove_if(It first, It last, F f) {
  It out = first;
  for (; first != last; ++first) {
    bool found = static_cast<bool>(co_await f(*first));
    if (found)
      continue;
    // Nothing is moved onto itself.
    if (out != first)
      *out = std::move(*first);
    ++out;
  }
  co_return std::move(out);
}

template <class It, class T, class F>
detail::task_of<T, F, T, detail::reference<It>> accumulate(It first, It last, T init, F f) {
  for (; first != last; ++first) {
    auto &&value = co_await f(std::move(init), *first);
    init = std::forward<decltype(value)>(value);
  }
  co_return std::move(init);
}

template <class It, class F>
detail::task_of<void, F> generate(It first, It last, F f) {
  for (; first != last; ++first) {
    auto &&value = co_await f();
    *first = std::forward<decltype(value)>(value);
  }
}

template <class It, class Size, class F>
detail::task_of<It, F> generate_n(It first, Size n, F f) {
  for (; n > 0; --n, ++first) {
    auto &&value = co_await f();
    *first = std::forward<decltype(value)>(value);
  }
  co_return std::move(first);
}

} // namespace recolor

#endif
