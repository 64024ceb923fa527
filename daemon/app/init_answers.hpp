// The eight questions of `elzhurd init`: what is asked, what counts as an answer, what is taken when nobody
// answers. Texts are Russian: a school's administrator reads them. Nothing here touches a file.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.hpp"
#include "journal/error.hpp"
#include "journal/time.hpp"

namespace elzhur::app {

/// A longer line of an answer is no answer.
inline constexpr std::size_t k_answer_bytes_max = 1000;

/// What the answers say, checked.
struct InitAnswers {
  std::string school{};
  std::string timezone{};
  /// Where the exports lie; empty: the folder `inbox` of `data`.
  std::filesystem::path inbox{};
  /// Of ElZhur's API; empty: exports come as files alone.
  std::string api_url{};
  journal::Date watch_from{};
  std::string administrator{};
  std::string director{};  ///< Empty: nobody.
  /// Host empty: letters are put into a folder.
  config::SmtpSpec mail{};
  std::filesystem::path data{};
};

/// What is taken when nobody answers; empty: there is no default, an answer is needed.
struct InitDefaults {
  std::string timezone{};
  std::string data{};
  /// For «today» in the zone that was answered.
  journal::Instant now{};
};

/// The keys of the answers in the order of asking; each is also the name of an option.
inline constexpr std::array<std::string_view, 8> k_init_keys{
    "school", "timezone", "source", "watch-from", "administrator", "director", "mail", "data"};

/// Answers that need no asking, by key.
using GivenAnswers = std::map<std::string, std::string, std::less<>>;

/// Reads `key: text` lines (YAML). Fails with bad_input, naming line and column: not YAML, an unknown key, a
/// value that is no text.
[[nodiscard]] journal::Result<GivenAnswers> parse_answers(std::string_view text);

/// Takes the given answers, asks for the rest when `ask` is not nothing, else takes the defaults.
/// A bad answer is asked again; a bad given one, or one that is missing without a default, fails with
/// bad_input and names all of them, one a line. The end of the input fails too.
struct Dialogue {
  std::FILE* in = nullptr;
  std::FILE* out = nullptr;
};
[[nodiscard]] journal::Result<InitAnswers> collect_answers(const GivenAnswers& given,
                                                           const InitDefaults& defaults,
                                                           std::optional<Dialogue> ask);

}  // namespace elzhur::app
