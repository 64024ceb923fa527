// What the server allows. Each limit has a test; hitting one is an answer with a text, or a closed
// connection and a line in the log.
#pragma once

#include <chrono>
#include <cstddef>

namespace elzhur::web {

/// Of the request line and all headers: 431.
inline constexpr std::size_t k_header_bytes_max = std::size_t{16} * 1024;
/// Of a body: 413.
inline constexpr std::size_t k_body_bytes_max = std::size_t{1} << 20U;
/// Of a file that somebody with the right to bring one in brings in: 413.
inline constexpr std::size_t k_upload_bytes_max = std::size_t{64} << 20U;
/// Of all large bodies that are held at a time: 503.
inline constexpr std::size_t k_uploads_bytes_max = std::size_t{128} << 20U;
/// One more is closed at once. The unix socket has room of its own beyond the first.
inline constexpr std::size_t k_connections_max = 512;
inline constexpr std::size_t k_connections_per_peer_max = 128;
/// Requests that wait for a thread: 503.
inline constexpr std::size_t k_waiting_max = 256;
/// Sign-ins that wait for their turn: 503.
inline constexpr std::size_t k_sign_ins_waiting_max = 8;
/// Threads that answer.
inline constexpr std::size_t k_threads = 2;

/// For the TLS handshake, and for all headers from their first byte on: 408.
inline constexpr std::chrono::seconds k_header_time_max{10};
/// For a body: 408. Large ones get a second more for every k_slowest_bytes_per_second.
inline constexpr std::chrono::seconds k_body_time_max{30};
/// For taking an answer, and a second more for every k_slowest_bytes_per_second.
inline constexpr std::chrono::seconds k_write_time_max{30};
inline constexpr std::size_t k_slowest_bytes_per_second = std::size_t{32} * 1024;
/// Between two requests of a connection.
inline constexpr std::chrono::seconds k_idle_time_max{60};
/// For the other side to close after an answer that ends the connection, and what is read of it meanwhile.
inline constexpr std::chrono::seconds k_close_time_max{2};
inline constexpr std::size_t k_close_bytes_max = std::size_t{1} << 20U;
/// Requests under way when the server is told to stop get so long.
inline constexpr std::chrono::seconds k_stop_time_max{3};
/// A request that is not answered by then stalls the server: the watchdog is told.
inline constexpr std::chrono::seconds k_answer_time_max{120};

/// Of a peer whose requests come from nobody we know, and from somebody we know.
inline constexpr std::chrono::milliseconds k_stranger_interval{20};
inline constexpr int k_stranger_burst = 500;
inline constexpr std::chrono::microseconds k_known_interval{10};
inline constexpr int k_known_burst = 100'000;
/// Failed sign-ins of one peer, and with one name.
inline constexpr std::chrono::seconds k_failed_sign_in_interval{60};
inline constexpr int k_failed_sign_in_burst = 10;

}  // namespace elzhur::web
