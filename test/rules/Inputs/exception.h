namespace std {
struct exception_ptr {};
exception_ptr current_exception();
} // namespace std
