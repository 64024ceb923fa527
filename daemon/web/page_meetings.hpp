// A meeting on the page, as a form carries it. Only for page_meeting*.cpp.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "daemon/web/page_kit.hpp"

namespace elzhur::web {

/// What stands in the fields, as typed.
struct MeetingText {
  struct Item {
    std::string topic{};
    std::string heard{};
    std::string spoke{};
    std::array<std::string, 3> votes{};  ///< For, against, abstained.
  };
  struct Decided {
    std::string item{};
    std::string what{};
    std::string responsible{};
    std::string due{};
    bool is_done = false;
  };
  std::string date{};
  std::string starts{};
  std::string ends{};
  std::string place{};
  std::string chair{};
  std::string secretary{};
  std::string present{};  ///< One a line.
  std::string absent{};
  std::string period_from{};  ///< Empty, as period_to: the usual one.
  std::string period_to{};
  std::string annexes{};
  std::vector<Item> items{};
  std::vector<Decided> resolutions{};
};

/// All fields of a form.
[[nodiscard]] MeetingText typed_meeting(const Visit& visit);
[[nodiscard]] MeetingText text_of(const appeals::Meeting& meeting);
/// Fills `meeting` from the text: items and resolutions without a text are left out. Returns what is wrong,
/// for the person, or nothing.
[[nodiscard]] std::string fill_meeting(const MeetingText& text, appeals::Meeting& meeting);
/// The fields for meeting_fields.html, with a few empty ones for more.
void set_fields(View& view, const MeetingText& text);

}  // namespace elzhur::web
