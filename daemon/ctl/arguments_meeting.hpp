// The arguments of `meeting`: into the order, as the service takes them.
#pragma once

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "daemon/ctl/order.hpp"

namespace elzhur::ctl {

class MeetingArguments {
 public:
  /// Makes one verb under another one, or under the program when that is null.
  using AddVerb =
      std::function<CLI::App*(const std::string& name, Verb verb, const std::string& help, CLI::App* under)>;

  /// Adds the verbs. All outlive this.
  MeetingArguments(CLI::App& program, Order& order, const AddVerb& add);

  /// After parsing: the number as year and number. False: it is none.
  [[nodiscard]] bool take();

 private:
  void add_fields(CLI::App* command);
  void add_number(CLI::App* command);
  CLI::Option* add_field(CLI::App* command, const std::string& option, std::string name,
                         const std::string& help);

  Order& order_;
  std::string number_;
};

/// "41" or "2025/41": false when it is neither. A year that is not named is 0.
[[nodiscard]] bool parse_number_of_year(const std::string& text, std::int64_t& number, int& year);

}  // namespace elzhur::ctl
