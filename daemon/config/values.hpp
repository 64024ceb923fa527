// Texts of the configuration as values. Pure: nothing on a text that is no such value; the caller says where.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/situation.hpp"
#include "daemon/config/config.hpp"
#include "rules/policy.hpp"

namespace elzhur::config {

inline constexpr std::size_t k_text_bytes_max = 1000;
inline constexpr std::size_t k_id_length_max = 40;
inline constexpr std::size_t k_address_length_max = 254;
inline constexpr int k_grade_max = 12;

[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);
/// Lower-case Latin letters, digits, '-' and '_', a letter or digit first, at most k_id_length_max.
[[nodiscard]] bool is_id(std::string_view text);
/// 30s 15m 2h 3d as seconds.
[[nodiscard]] std::optional<journal::Seconds> parse_duration(std::string_view text);
/// The text that parse_duration reads as these seconds.
[[nodiscard]] std::string format_duration(journal::Seconds duration);
/// "30d", "2 school_years"
[[nodiscard]] std::optional<KeepFor> parse_keep(std::string_view text);
[[nodiscard]] std::string format_keep(KeepFor keep);
/// "8:05:00" -> "08:05"; seconds only when there are some.
[[nodiscard]] std::string format_clock(journal::Seconds time);
/// user@host: ASCII, no quoted or bracketed parts.
[[nodiscard]] bool is_address(std::string_view text);
/// "Name <user@host>", "user@host"
[[nodiscard]] std::optional<alerts::Mailbox> parse_mailbox(std::string_view text);
/// A host name or an IP address, without brackets.
[[nodiscard]] bool is_host(std::string_view text);
/// localhost, 127.0.0.0/8 or ::1
[[nodiscard]] bool is_loopback(std::string_view host);
/// "127.0.0.1:9841", "[::1]:9841", "localhost:9841"
[[nodiscard]] std::optional<Listen> parse_listen(std::string_view text);
[[nodiscard]] std::string format_listen(const Listen& listen);
/// http:// or https://, a host, perhaps a port and a path; no query, no user. Without the final slash.
[[nodiscard]] std::optional<std::string> parse_url(std::string_view text);
/// The host of an address that parse_url has taken, without brackets.
[[nodiscard]] std::string_view host_of(std::string_view url);
/// "5", "1-11", "1-4, 9"
[[nodiscard]] std::optional<std::vector<rules::GradeRange>> parse_grades(std::string_view text);
[[nodiscard]] std::string format_grades(const rules::GradeRange& range);
/// A text with no letter but Latin ones, digits and a few signs: safe to be quoted in a message.
[[nodiscard]] bool is_plain_word(std::string_view text);
/// The word of `known` that `text` may have been meant as: cut short, or mistyped. Empty: none is near.
[[nodiscard]] std::string_view nearest(std::string_view text, std::span<const std::string_view> known);

}  // namespace elzhur::config
