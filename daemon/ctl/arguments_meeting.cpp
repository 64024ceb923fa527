#include "daemon/ctl/arguments_meeting.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "daemon/ctl/argument_checks.hpp"
#include "journal/time.hpp"

namespace elzhur::ctl {
namespace {

constexpr int k_items_max = 20;
constexpr int k_resolutions_max = 60;
constexpr int k_votes_max = 1000;

std::string check_clock(const std::string& text) {
  const bool is_clock = text.size() == 5 && text[2] == ':' && are_digits(text.substr(0, 2)) &&
                        are_digits(text.substr(3)) && text.substr(0, 2) < "24" && text[3] < '6';
  return is_clock ? std::string() : fmt::format("'{}' is no time such as 15:40", text);
}

const CLI::Validator k_date(check_date, "DATE");
const CLI::Validator k_clock(check_clock, "HH:MM");

}  // namespace

bool parse_number_of_year(const std::string& text, std::int64_t& number, int& year) {
  const std::size_t slash = text.find('/');
  const std::string_view all = text;
  const std::string_view before = slash == std::string::npos ? std::string_view{} : all.substr(0, slash);
  const std::string_view behind = slash == std::string::npos ? all : all.substr(slash + 1);
  const bool is_number = are_digits(behind) && behind.size() <= 9 &&
                         (slash == std::string::npos || (are_digits(before) && before.size() == 4));
  if (!is_number) return false;
  number = std::stol(std::string(behind));
  year = before.empty() ? 0 : std::stoi(std::string(before));
  return true;
}

MeetingArguments::MeetingArguments(CLI::App& program, Order& order, const AddVerb& add) : order_(order) {
  CLI::App* meeting = program.add_subcommand("meeting", "Meetings of the working group and their minutes");
  meeting->require_subcommand(1, 1);
  CLI::App* listed = add("list", Verb::meetings, "The meetings of a year", meeting);
  listed
      ->add_option_function<int>(
          "--year", [this](int year) { order_.parameters.emplace_back("year", std::to_string(year)); },
          "Else the present one")
      ->check(CLI::Range(2000, 2199));
  CLI::App* added = add("add", Verb::add_meeting, "Write down a meeting", meeting);
  add_fields(added);
  for (const char* required : {"--date", "--chair", "--secretary"}) added->get_option(required)->required();
  add_number(add("show", Verb::show_meeting, "One meeting", meeting));
  add_number(add("minutes", Verb::minutes, "The minutes to print, as HTML, to stdout", meeting));
  CLI::App* changed =
      add("change", Verb::change_meeting, "Change what is named; former texts are kept", meeting);
  add_number(changed);
  add_fields(changed);
  CLI::App* decided =
      add("decide", Verb::decide_meeting, "Add a resolution, or the votes, to an item", meeting);
  add_number(decided);
  decided->add_option("--item", order_.item, "Number in the agenda")
      ->required()
      ->check(CLI::Range(1, k_items_max));
  add_field(decided, "--what", "what", "What was decided");
  add_field(decided, "--responsible", "responsible", "Who answers for it");
  add_field(decided, "--due", "due", "Until when")->check(k_date);
  decided->add_option("--votes", order_.votes, "For, against, abstained")
      ->expected(3)
      ->check(CLI::Range(0, k_votes_max))
      ->type_name("NUMBER");
  CLI::App* done = add("done", Verb::meeting_done, "Mark a resolution as carried out", meeting);
  add_number(done);
  done->add_option("RESOLUTION", order_.item, "Its number in the meeting")
      ->required()
      ->check(CLI::Range(1, k_resolutions_max));
}

CLI::Option* MeetingArguments::add_field(CLI::App* command, const std::string& option, std::string name,
                                         const std::string& help) {
  return command->add_option_function<std::string>(
      option, [this, name = std::move(name)](const std::string& value) { order_.body[name] = value; }, help);
}

void MeetingArguments::add_fields(CLI::App* command) {
  add_field(command, "--date", "date", "Day of the meeting")->check(k_date);
  add_field(command, "--starts", "starts", "When it began")->check(k_clock);
  add_field(command, "--ends", "ends", "When it ended")->check(k_clock);
  add_field(command, "--place", "place", "Where");
  add_field(command, "--chair", "chair", "Who led it");
  add_field(command, "--secretary", "secretary", "Who wrote it down");
  const auto add_list = [&](const std::string& option, const std::string& name, const std::string& help) {
    command
        ->add_option_function<std::vector<std::string>>(
            option, [this, name](const std::vector<std::string>& values) { order_.body[name] = values; },
            help)
        ->allow_extra_args(false);
  };
  add_list("--present", "present", "Who was there; may be repeated");
  add_list("--absent", "absent", "Who was not; may be repeated");
  add_list("--agenda", "agenda", "An item of the agenda; may be repeated. Without it the usual one");
  add_field(command, "--annexes", "annexes", "What is attached");
  add_field(command, "--period-from", "period_from", "First day of the figures")->check(k_date);
  add_field(command, "--period-to", "period_to", "Last day of the figures")->check(k_date);
}

void MeetingArguments::add_number(CLI::App* command) {
  command->add_option("NUMBER", number_, "Of the minutes of this year, or YEAR/NUMBER")->required();
}

bool MeetingArguments::take() {
  switch (order_.verb) {
    case Verb::add_meeting:
    case Verb::change_meeting:
      // The service takes items as objects.
      if (order_.body.contains("agenda")) {
        Json items = Json::array();
        for (const Json& topic : order_.body["agenda"]) items.push_back({{"topic", topic}});
        order_.body["agenda"] = std::move(items);
      }
      break;
    default:
      break;
  }
  return number_.empty() || parse_number_of_year(number_, order_.number, order_.year);
}

}  // namespace elzhur::ctl
