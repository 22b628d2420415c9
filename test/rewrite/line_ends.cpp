// The bytes around an edit stay: tabs, a file without a last newline, carriage
// returns and a byte order mark.
// RUN: rm -rf %t && split-file %s %t
// RUN: %python -c "import sys; t = open(sys.argv[1], 'rb').read(); open(sys.argv[1], 'wb').write(b'\xef\xbb\xbf' + t.replace(b'\n', b'\r\n').rstrip())" %t/crlf.cpp
// RUN: %convert %t > %t.out
// RUN: FileCheck %s < %t.out
// RUN: %python -c "import sys; t = open(sys.argv[1], 'rb').read(); assert t.startswith(b'\xef\xbb\xbf') and t.endswith(b'}') and t.count(b'\r\n') >= 9 and b'\tco_return' in t, t" %t.new/crlf.cpp

// CHECK: +asio::awaitable<int> leaf(int x){{.?$}}
// CHECK: {{^\+}}	co_return x;
// CHECK: {{^\\}} No newline at end of file

//--- crlf.cpp
#include <chrono>
#include <thread>

int leaf(int x)
{
	std::this_thread::sleep_for(std::chrono::milliseconds(1));
	return x;
}

void nothing()
{
	leaf(1);
}
int last() { return leaf(2); }
//--- main.cpp
#include <cstdio>
int leaf(int x);
int last();
void nothing();
int main()
{
	nothing();
	std::printf("%d\n", leaf(1) + last());
}
