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

#include <algorithm>
#include <functional>
#include <iterator>
#include <ranges>
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

// Those of std::ranges, which are objects that call by std::invoke; without projections.
namespace ranges {
namespace detail {

template <class T, class F, class It>
using task_at = recolor::detail::task_of<T, F, std::iter_reference_t<It>>;

/// Awaits the callable of one element after the other, until it answers \p stop.
template <class F, class It, class S>
task_at<It, F, It> find(It first, S last, F f, bool stop) {
  for (; first != last; ++first) {
    bool found = static_cast<bool>(co_await std::invoke(f, *first));
    if (found == stop)
      break;
  }
  co_return std::move(first);
}

} // namespace detail

template <std::input_iterator It, std::sentinel_for<It> S, class F>
detail::task_at<std::ranges::for_each_result<It, F>, F, It> for_each(It first, S last, F f) {
  for (; first != last; ++first)
    co_await std::invoke(f, *first);
  co_return std::ranges::for_each_result<It, F>{std::move(first), std::move(f)};
}

template <std::input_iterator It, std::sentinel_for<It> S, class F>
detail::task_at<bool, F, It> any_of(It first, S last, F f) {
  co_return co_await detail::find(std::move(first), last, std::move(f), true) != last;
}

template <std::input_iterator It, std::sentinel_for<It> S, class F>
detail::task_at<bool, F, It> all_of(It first, S last, F f) {
  co_return co_await detail::find(std::move(first), last, std::move(f), false) == last;
}

template <std::input_iterator It, std::sentinel_for<It> S, class F>
detail::task_at<bool, F, It> none_of(It first, S last, F f) {
  co_return co_await detail::find(std::move(first), last, std::move(f), true) == last;
}

template <std::input_iterator It, std::sentinel_for<It> S, class F>
detail::task_at<It, F, It> find_if(It first, S last, F f) {
  return detail::find(std::move(first), last, std::move(f), true);
}

template <std::input_iterator It, std::sentinel_for<It> S, class F>
detail::task_at<It, F, It> find_if_not(It first, S last, F f) {
  return detail::find(std::move(first), last, std::move(f), false);
}

template <std::input_iterator It, std::sentinel_for<It> S, class F>
detail::task_at<std::iter_difference_t<It>, F, It> count_if(It first, S last, F f) {
  std::iter_difference_t<It> count = 0;
  for (; first != last; ++first) {
    bool counts = static_cast<bool>(co_await std::invoke(f, *first));
    count += counts;
  }
  co_return count;
}

template <std::input_iterator It, std::sentinel_for<It> S, class Out, class F>
detail::task_at<std::ranges::unary_transform_result<It, Out>, F, It>
transform(It first, S last, Out out, F f) {
  for (; first != last; ++first, ++out) {
    auto &&value = co_await std::invoke(f, *first);
    *out = std::forward<decltype(value)>(value);
  }
  co_return std::ranges::unary_transform_result<It, Out>{std::move(first), std::move(out)};
}

// Of ranges. The call is awaited where it stands, so a range that is a temporary
// object lives as long; what would refer into it afterwards is dangling.

template <std::ranges::input_range R, class F>
detail::task_at<std::ranges::for_each_result<std::ranges::borrowed_iterator_t<R>, F>, F,
                std::ranges::iterator_t<R>>
for_each(R &&r, F f) {
  auto done = co_await ranges::for_each(std::ranges::begin(r), std::ranges::end(r), std::move(f));
  co_return std::ranges::for_each_result<std::ranges::borrowed_iterator_t<R>, F>{
      std::move(done.in), std::move(done.fun)};
}

template <std::ranges::input_range R, class F>
detail::task_at<bool, F, std::ranges::iterator_t<R>> any_of(R &&r, F f) {
  return ranges::any_of(std::ranges::begin(r), std::ranges::end(r), std::move(f));
}

template <std::ranges::input_range R, class F>
detail::task_at<bool, F, std::ranges::iterator_t<R>> all_of(R &&r, F f) {
  return ranges::all_of(std::ranges::begin(r), std::ranges::end(r), std::move(f));
}

template <std::ranges::input_range R, class F>
detail::task_at<bool, F, std::ranges::iterator_t<R>> none_of(R &&r, F f) {
  return ranges::none_of(std::ranges::begin(r), std::ranges::end(r), std::move(f));
}

template <std::ranges::input_range R, class F>
detail::task_at<std::ranges::borrowed_iterator_t<R>, F, std::ranges::iterator_t<R>>
find_if(R &&r, F f) {
  co_return co_await ranges::find_if(std::ranges::begin(r), std::ranges::end(r), std::move(f));
}

template <std::ranges::input_range R, class F>
detail::task_at<std::ranges::borrowed_iterator_t<R>, F, std::ranges::iterator_t<R>>
find_if_not(R &&r, F f) {
  co_return co_await ranges::find_if_not(std::ranges::begin(r), std::ranges::end(r), std::move(f));
}

template <std::ranges::input_range R, class F>
detail::task_at<std::ranges::range_difference_t<R>, F, std::ranges::iterator_t<R>>
count_if(R &&r, F f) {
  return ranges::count_if(std::ranges::begin(r), std::ranges::end(r), std::move(f));
}

template <std::ranges::input_range R, class Out, class F>
detail::task_at<std::ranges::unary_transform_result<std::ranges::borrowed_iterator_t<R>, Out>, F,
                std::ranges::iterator_t<R>>
transform(R &&r, Out out, F f) {
  auto done = co_await ranges::transform(std::ranges::begin(r), std::ranges::end(r),
                                         std::move(out), std::move(f));
  co_return std::ranges::unary_transform_result<std::ranges::borrowed_iterator_t<R>, Out>{
      std::move(done.in), std::move(done.out)};
}

} // namespace ranges

} // namespace recolor

#endif
