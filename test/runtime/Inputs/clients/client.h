// Stands for libraries that wait for a server: declarations as they have them,
// and bodies that tell in which thread they run.
#ifndef CLIENT_H
#define CLIENT_H
#include <thread>

inline const std::thread::id FirstThread = std::this_thread::get_id();

struct PGconn;
struct PGresult;
typedef void CURL;
extern "C" {
inline PGresult *PQexec(PGconn *, const char *) {
  return std::this_thread::get_id() == FirstThread ? nullptr : (PGresult *)1;
}
inline int PQntuples(const PGresult *R) { return R ? 10 : 1; }
inline int curl_easy_perform(CURL *) { return std::this_thread::get_id() != FirstThread; }
}
namespace pqxx {
struct transaction_base {
  template <class... T> int exec_params(const char *, T... Args) {
    return (curl_easy_perform(nullptr) + ... + Args);
  }
};
struct work : transaction_base {};
} // namespace pqxx
#endif
