#include "daemon/runtime/service.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/support/temp_dir.hpp"

namespace elzhur::runtime {
namespace {

/// What systemd is in this: a socket that hears.
class Manager {
 public:
  Manager() : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    const std::string path = (folder_ / "notify").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    // The address of a socket is passed so everywhere.
    EXPECT_EQ(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~Manager() {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    ::unsetenv("WATCHDOG_PID");
    ::close(fd_);
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  /// The next message; empty: none came.
  std::string heard() const {
    std::array<char, 4096> bytes{};
    const ssize_t size = ::recv(fd_, bytes.data(), bytes.size(), 0);
    return size <= 0 ? std::string() : std::string(bytes.data(), static_cast<std::size_t>(size));
  }

 private:
  tests::TempDir folder_;
  int fd_;
};

TEST(Service, SystemdHearsEachStepOfLife) {
  const Manager manager;
  const Service service;
  service.ready("no cycle yet");
  EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=no cycle yet");
  service.reloading(Moment{std::chrono::seconds(7)});
  EXPECT_EQ(manager.heard(), "RELOADING=1\nMONOTONIC_USEC=7000000");
  service.alive();
  EXPECT_EQ(manager.heard(), "WATCHDOG=1");
  service.stopping("stopping");
  EXPECT_EQ(manager.heard(), "STOPPING=1\nSTATUS=stopping");
}

TEST(Service, StatusStaysOneLineAndBoundedWhateverIsInIt) {
  const Manager manager;
  const Service service;
  service.status("a\nWATCHDOG=trigger\tb");
  EXPECT_EQ(manager.heard(), "STATUS=a WATCHDOG=trigger b");
  std::string text(k_status_bytes_max - 1, 'x');
  service.status(text + "y");
  EXPECT_EQ(manager.heard(), "STATUS=" + text + "y");
  service.status(text + "я");
  EXPECT_EQ(manager.heard(), "STATUS=" + text) << "no half of a character";
}

TEST(Service, WithoutSystemdNothingIsAskedAndTellingDoesNoHarm) {
  ::unsetenv("NOTIFY_SOCKET");
  ::unsetenv("WATCHDOG_USEC");
  Service().ready("unheard");
  EXPECT_FALSE(Service::watchdog_interval().has_value());
}

TEST(Service, WatchdogOfAnotherProcessIsNotOurs) {
  const Manager manager;
  ::setenv("WATCHDOG_USEC", "3000000", 1);
  ASSERT_TRUE(Service::watchdog_interval().has_value());
  EXPECT_NEAR(static_cast<double>(Service::watchdog_interval()->count()), 3000, 1);
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_FALSE(Service::watchdog_interval().has_value());
}

}  // namespace
}  // namespace elzhur::runtime
