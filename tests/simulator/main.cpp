// elzhur-sim: a school that does not exist, behind real sockets. For tests and the demonstration; never
// installed.
#include <cstdio>
#include <exception>
#include <memory>
#include <string>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include "daemon/runtime/system_clock.hpp"
#include "tests/simulator/http_server.hpp"
#include "tests/simulator/site_app.hpp"
#include "tests/simulator/smtp_server.hpp"

namespace {

using namespace elzhur::simulator;

constexpr int k_usage = 64;
constexpr int k_unavailable = 69;
constexpr int k_internal = 70;

struct Arguments {
  std::uint64_t seed = 1;
  std::string first_day = "2026-09-01";
  std::string at{};
  double speed = 1;
  std::string homework_date = "assigned";
  std::uint16_t port = 0;
  std::uint16_t smtp_port = 0;
  std::string maildir{};
  SchoolOptions school{};
};

int complain(int status, const std::string& text) {
  std::fprintf(stderr, "elzhur-sim: %s\n", text.c_str());
  return status;
}

/// What the machine really took: ports, and the instant the clock begins at.
void print_ready(const HttpServer& http, const SmtpServer& smtp, elzhur::journal::Instant at) {
  std::printf("{\"http\":\"http://127.0.0.1:%u\",\"smtp\":%u,\"at\":\"%s\"}\n", unsigned{http.port()},
              unsigned{smtp.port()}, elzhur::journal::format_instant(at).c_str());
  std::fflush(stdout);
}

int serve(const Arguments& arguments, const SiteOptions& options, elzhur::journal::Instant start) {
  boost::asio::io_context context(1);
  const elzhur::runtime::Stopwatch stopwatch;
  SimulatedClock clock(start, arguments.speed, [&stopwatch] { return stopwatch.seconds(); });
  SiteApp app(options, clock);
  if (const auto opened = app.inbox().open(); !opened) return complain(k_unavailable, opened.error().text);
  const auto http = HttpServer::listen(context, arguments.port,
                                       [&app](const RawRequest& request) { return app.answer(request); });
  if (!http) return complain(k_unavailable, http.error().text);
  const auto smtp = SmtpServer::listen(context, arguments.smtp_port, [&app](HandedMail mail) {
    const auto kept = app.keep_mail(std::move(mail));
    if (!kept) spdlog::error("smtp: {}", kept.error().text);
    return kept.has_value();
  });
  if (!smtp) return complain(k_unavailable, smtp.error().text);
  boost::asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&context](const boost::system::error_code&, int) { context.stop(); });
  print_ready(*http, *smtp, clock.now());
  context.run();
  return 0;
}

int run(int argc, char** argv) {
  Arguments arguments;
  CLI::App program("A simulated ElZhur school: its API, its report downloads, and a mail sink.",
                   "elzhur-sim");
  program.add_option("--seed", arguments.seed, "The school is made from it")->capture_default_str();
  program.add_option("--first-day", arguments.first_day, "First day of the year")->capture_default_str();
  program.add_option("--school-days", arguments.school.school_days, "Days with lessons")
      ->check(CLI::Range(1, 250))
      ->capture_default_str();
  program.add_option("--teachers", arguments.school.teachers)
      ->check(CLI::Range(2, 200))
      ->capture_default_str();
  program.add_option("--classes", arguments.school.classes)->check(CLI::Range(1, 60))->capture_default_str();
  program.add_option("--at", arguments.at,
                     "RFC 3339 instant at which the simulated clock starts "
                     "(default: 07:30 of the first day)");
  program
      .add_option("--speed", arguments.speed, "Simulated seconds in a real one; 0: stands still until told")
      ->check(CLI::Range(0.0, k_speed_max))
      ->capture_default_str();
  program.add_option("--homework-date", arguments.homework_date, "What the date of a homework means")
      ->check(CLI::IsMember({"assigned", "due"}))
      ->capture_default_str();
  program.add_option("--port", arguments.port, "Of HTTP; 0: any")->capture_default_str();
  program.add_option("--smtp-port", arguments.smtp_port, "Of mail; 0: any")->capture_default_str();
  program.add_option("--maildir", arguments.maildir, "Folder that received letters are also written to");
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : k_usage;
  }
  arguments.school.seed = arguments.seed;
  const auto first_day = elzhur::journal::parse_date(arguments.first_day);
  if (!first_day) return complain(k_usage, "--first-day: a date such as 2026-09-01 is expected");
  arguments.school.first_day = *first_day;
  const auto zone = elzhur::journal::TimeZone::load(arguments.school.time_zone);
  if (!zone) return complain(k_unavailable, zone.error().text);
  auto start = std::optional(zone->to_instant(*first_day + std::chrono::hours(7) + std::chrono::minutes(30)));
  if (!arguments.at.empty()) start = elzhur::journal::parse_instant(arguments.at);
  if (!start) return complain(k_usage, "--at: an instant such as 2026-11-23T18:30:00+03:00 is expected");
  SiteOptions options;
  options.school = arguments.school;
  options.homework_date = arguments.homework_date == "due" ? HomeworkDate::due : HomeworkDate::assigned;
  options.maildir = arguments.maildir;
  return serve(arguments, options, *start);
}

}  // namespace

int main(int argc, char** argv) {
  // stdout is for the one line that says where it listens.
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("elzhur-sim", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  spdlog::set_pattern("%l: %v");
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    spdlog::error("internal error: {}", error.what());
    return k_internal;
  }
}
