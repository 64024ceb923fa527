#include "daemon/ctl/arguments.hpp"

#include <optional>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "daemon/ctl/argument_checks.hpp"
#include "daemon/ctl/arguments_meeting.hpp"
#include "journal/time.hpp"

namespace elzhur::ctl {
namespace {

const std::vector<std::string> k_finding_states{"open",    "acknowledged", "confirmed", "disputed",
                                                "excused", "withdrawn",    "resolved",  "unknown"};
const std::vector<std::string> k_excuse_reasons{"absent", "leave",     "trip",     "training",
                                                "event",  "cancelled", "technical"};
const std::vector<std::string> k_help_kinds{"methodical", "consulting", "technical", "dispute"};
const std::vector<std::string> k_channels{"in_person", "phone", "letter", "automatic"};
const std::vector<std::string> k_answered_states{"answered", "closed", "refused"};

const CLI::Validator k_until(check_until, "DATE");
const CLI::Validator k_finding(check_finding, "");
const CLI::Validator k_date(check_date, "DATE");
const CLI::Validator k_person(check_person, "T017");

class CommandLine {
 public:
  explicit CommandLine(const std::string& version)
      : program_("Talks to a running elzhurd: over its unix socket, or over the address of its page.",
                 "elzhurctl") {
    program_.set_version_flag("--version", "elzhurctl " + version);
    program_.require_subcommand(1, 1);
    program_.fallthrough();
    add_globals();
    add_looking();
    add_settling();
    add_excuses();
    add_silences();
    add_telling();
    add_appeals();
    meetings_.emplace(program_, order_,
                      [this](const std::string& name, Verb verb, const std::string& help, CLI::App* under) {
                        return add(name, verb, help, under);
                      });
    add_documents();
    add("reload", Verb::reload, "Read the configuration again, as SIGHUP does");
  }

  Reading read(std::span<const char* const> arguments) {
    Reading reading;
    std::vector<const char*> all{"elzhurctl"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    try {
      program_.parse(static_cast<int>(all.size()), all.data());
    } catch (const CLI::ParseError& error) {
      std::ostringstream out;
      std::ostringstream err;
      reading.exit = program_.exit(error, out, err) == 0 ? Exit::clean : Exit::usage;
      reading.out = out.str();
      reading.err = err.str();
      return reading;
    }
    if (auto taken = take(reading); !taken) {
      reading.exit = taken.error().exit;
      reading.err = "elzhurctl: " + taken.error().text + "\n";
      reading.order.reset();
    }
    return reading;
  }

 private:
  CLI::App* add(const std::string& name, Verb verb, const std::string& help, CLI::App* under = nullptr) {
    CLI::App* command = (under == nullptr ? &program_ : under)->add_subcommand(name, help);
    verbs_.emplace_back(command, verb);
    return command;
  }

  /// A member of the body that is sent under `name`.
  CLI::Option* add_field(CLI::App* command, const std::string& option, std::string name,
                         const std::string& help) {
    return command->add_option_function<std::string>(
        option, [this, name = std::move(name)](const std::string& value) { order_.body[name] = value; },
        help);
  }

  void add_globals() {
    CLI::Option* socket = program_.add_option("--socket", socket_, "Unix socket of the service");
    socket->type_name("FILE")->capture_default_str();
    CLI::Option* url = program_.add_option("--url", url_, "Address of the page instead of the socket");
    url->type_name("URL")->excludes(socket);
    program_.add_option("--token-file", token_file_, "File with a token for that address")
        ->type_name("FILE")
        ->needs(url);
    program_.add_option("--ca-file", ca_file_, "Trust the authorities of this file only")
        ->type_name("FILE")
        ->needs(url);
    program_.add_option("--timeout", timeout_, "Seconds to wait for an answer")
        ->type_name("SECONDS")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    program_.add_flag("--json", order_.json, "Print the JSON of the service instead of tables");
  }

  void add_parameter(CLI::App* command, const std::string& option, std::string name, const std::string& help,
                     const CLI::Validator* check = nullptr) {
    CLI::Option* added = command->add_option_function<std::string>(
        option,
        [this, name = std::move(name)](const std::string& value) {
          order_.parameters.emplace_back(name, value);
        },
        help);
    added->type_name("TEXT");
    if (check != nullptr) added->check(*check);
  }

  void add_filters(CLI::App* command) {
    command->add_option("--state", states_, "Only these states, with commas between; else the open ones")
        ->type_name("STATE")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember(k_finding_states));
    add_parameter(command, "--rule", "rule", "Only of this rule");
    add_parameter(command, "--teacher", "teacher", "Only with this teacher among the owners", &k_person);
    add_parameter(command, "--class", "class", "Only of this class");
    add_parameter(command, "--from", "from", "Only lessons of this day and later", &k_date);
    add_parameter(command, "--to", "to", "Only lessons of this day and earlier", &k_date);
  }

  void add_looking() {
    add("status", Verb::status, "The service, its sources and its numbers");
    CLI::App* pull = add("pull", Verb::pull, "Ask the sources now");
    pull->add_option("SOURCE", order_.name, "Only this one");
    CLI::App* findings = add("findings", Verb::findings, "List findings");
    add_filters(findings);
    CLI::Option* limit =
        findings->add_option("--limit", limit_, "How many at most")->check(CLI::Range(1, 1000));
    add_parameter(findings, "--cursor", "cursor", "Go on after the list that said so");
    add_all(findings)->excludes(limit);
    CLI::App* explain = add("explain", Verb::explain, "A finding and all that made it");
    add_findings(explain, 1);
    CLI::App* report = add("report", Verb::report, "A report as a file, to stdout");
    report->add_option("NAME", order_.name, "findings, teachers, weeks, appeals or check")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>{"findings", "teachers", "weeks", "appeals", "check"}));
    report->add_option("--format", format_, "html to print, xlsx, csv or json")
        ->check(CLI::IsMember(std::vector<std::string>{"html", "xlsx", "csv", "json"}))
        ->capture_default_str();
    add_filters(report);
    add_parameter(report, "--basis", "basis", "What a check is made by: a plan, an order");
    (void)add_all(add("sources", Verb::sources, "Sources and the newest documents"));
    add("teachers", Verb::teachers, "Teachers and their numbers");
    CLI::App* outbox = add("outbox", Verb::outbox, "Messages, sent and waiting");
    (void)add_all(outbox);
    CLI::App* release = add("release", Verb::release, "Let the messages go that a restore holds", outbox);
    add_field(release, "--queued-before", "queued_before", "What with those that were queued before it")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>{"send", "drop"}));
    release->add_flag("--yes", order_.yes, "Do not ask");
    (void)add_all(add("keeping", Verb::keeping, "Backups, and what was removed because its time was over"));
    (void)add_all(add("backlog", Verb::backlog, "What was missing before watching began"));
    (void)add_all(add("contradictions", Verb::contradictions, "What the sources disagree about"));
  }

  CLI::Option* add_all(CLI::App* command) {
    return command->add_flag("--all", order_.all, "Every page, not the first alone");
  }

  void add_findings(CLI::App* command, std::size_t most) {
    command->add_option("FINDING", order_.findings, "Such as F-2026-000123")
        ->required()
        ->type_name("ID")
        ->expected(1, static_cast<int>(most))
        ->check(k_finding);
  }

  void add_settling() {
    struct Action {
      const char* name;
      const char* help;
      bool needs_reason;
    };
    for (const Action& action :
         {Action{"acknowledge", "Take findings in hand", false},
          Action{"confirm", "Confirm findings: the director will see the name", false},
          Action{"dispute", "Mark findings as disputed", false},
          Action{"excuse", "Take a reason into account", true},
          Action{"withdraw", "Withdraw findings that are wrong; whoever was told is told so", true}}) {
      CLI::App* command = add(action.name, Verb::settle, action.help);
      add_findings(command, k_findings_at_once_max);
      CLI::Option* reason = command->add_option("--reason", order_.reason, "Why; people read it");
      reason->required(action.needs_reason);
      command->add_option("--seen", seen_, "Version that was looked at; refused when it is no longer so")
          ->type_name("VERSION")
          ->check(CLI::Range(1, INT32_MAX));
      command->add_flag("--yes", order_.yes, "Do not ask");
    }
  }

  void add_excuses() {
    CLI::App* excuses = add("excuses", Verb::excuses, "List reasons that count for days");
    CLI::App* added = add("add", Verb::add_excuse, "Add one for a teacher, a class, a grade or all", excuses);
    CLI::Option_group* whom = added->add_option_group("Whom", "One of");
    add_field(whom, "--teacher", "teacher", "Such as T017")->check(k_person);
    add_field(whom, "--class", "class", "Such as 7А");
    whom->add_option("--grade", grade_, "0 to 11")->check(CLI::Range(0, 12));
    whom->add_flag("--school", whole_school_, "The whole school");
    whom->require_option(1);
    add_field(added, "--from", "from", "First day")->required()->check(k_date);
    add_field(added, "--to", "to", "Last day; else the first")->check(k_date);
    add_field(added, "--reason", "reason", "Why")->required()->check(CLI::IsMember(k_excuse_reasons));
  }

  void add_silences() {
    CLI::App* silence = program_.add_subcommand("silence", "What letters leave out for a while");
    silence->require_subcommand(1, 1);
    add("list", Verb::silences, "Those in force, and those that are over", silence);
    CLI::App* added = add("add", Verb::add_silence, "Leave something out; it is counted as before", silence);
    CLI::Option_group* what = added->add_option_group("What", "All that is given must fit");
    add_field(what, "--finding", "finding", "Such as F-2026-000123")->check(k_finding);
    add_field(what, "--teacher", "teacher", "Such as T017")->check(k_person);
    add_field(what, "--class", "class", "Such as 7А");
    add_field(what, "--rule", "rule", "Such as topic-same-day");
    what->require_option(1, 4);
    CLI::Option_group* how_long = added->add_option_group("How long", "One of");
    add_field(how_long, "--until", "until", "Last day, or a time")->check(k_until);
    how_long->add_flag("--until-resolved", until_resolved_, "Until what is open now is closed");
    how_long->require_option(1);
    add_field(added, "--reason", "reason", "Why; people read it in letters")->required();
    CLI::App* ended = add("end", Verb::end_silence, "End one now: what is still open is told", silence);
    ended->add_option("ID", order_.number, "Of the list")->required()->check(CLI::Range(1, INT32_MAX));
  }

  void add_telling() {
    CLI::App* mode = add("mode", Verb::mode, "Who gets letters: show it, or change it");
    mode->add_option("MODE", order_.name, "observe, working, or file: as the configuration says")
        ->check(CLI::IsMember(std::vector<std::string>{"observe", "working", "file"}));
    mode->add_option("--reason", order_.reason, "Why; required for a change");
    mode->add_flag("--yes", order_.yes, "Do not ask");
    CLI::App* test_mail = add("test-mail", Verb::test_mail, "Send a letter that tests the mail");
    test_mail->add_option("RECIPIENT", order_.name, "Only to this one of the configuration");
  }

  void add_appeals() {
    CLI::App* appeal = program_.add_subcommand("appeal", "The appeal log");
    appeal->require_subcommand(1, 1);
    CLI::App* listed = add("list", Verb::appeals, "The entries of a year", appeal);
    listed->add_option("--year", year_, "Else the present one")->check(CLI::Range(2000, 2199));
    CLI::App* added = add("add", Verb::add_appeal, "Write an entry", appeal);
    add_field(added, "--kind", "kind", "Kind of help")->required()->check(CLI::IsMember(k_help_kinds));
    add_field(added, "--applicant", "applicant", "Who asks, with the post")->required();
    add_field(added, "--content", "content", "What for")->required();
    add_field(added, "--channel", "channel", "How they came")->check(CLI::IsMember(k_channels));
    add_field(added, "--subject", "subject", "What it is about");
    added->add_option("--finding", order_.findings, "What it is about; may be repeated")
        ->allow_extra_args(false)
        ->check(k_finding);
    add_field(added, "--assigned-to", "assigned_to", "Who deals with it");
    added->add_option("--due", order_.due, "Last day for an answer")->check(k_date);
    add_field(added, "--result", "result", "What was done: the entry is answered then");
    add_number(add("show", Verb::show_appeal, "One entry", appeal));
    CLI::App* answered = add("answer", Verb::answer_appeal, "Write what was done", appeal);
    add_number(answered);
    add_field(answered, "--result", "result", "What was done")->required();
    add_field(answered, "--state", "state", "Else answered")->check(CLI::IsMember(k_answered_states));
    answered->add_flag("--yes", order_.yes, "Do not ask");
  }

  void add_number(CLI::App* command) {
    command->add_option("NUMBER", number_, "In the log of this year, or YEAR/NUMBER")->required();
  }

  void add_documents() {
    CLI::App* document = program_.add_subcommand("document", "Files that are brought in");
    document->require_subcommand(1, 1);
    CLI::App* upload = add("upload", Verb::upload, "Show a file, learn what it would change", document);
    upload->add_option("FILE", order_.file, "The file")->required();
    upload->add_flag("--accept", order_.is_wanted, "Bring it in at once when it can be read");
    CLI::App* accept = add("accept", Verb::accept, "Bring in what was shown", document);
    accept->add_option("TOKEN", order_.token, "Of the upload")->required();
    for (CLI::App* command : {upload, accept})
      command->add_option("--source", order_.name, "Folder that takes it; else the first one");
    CLI::App* shown = add("show", Verb::show_document, "What is known of a document", document);
    shown->add_option("ID", order_.number, "Of the list of sources")
        ->required()
        ->check(CLI::Range(1, INT32_MAX));
  }

  Outcome<void> take(Reading& reading) {
    for (const auto& [command, verb] : verbs_) {
      if (!command->parsed()) continue;
      order_.verb = verb;
      order_.action = command->get_name();
    }
    if (seen_ != 0) order_.version = seen_;
    if (!states_.empty()) order_.parameters.emplace_back("state", fmt::format("{}", fmt::join(states_, ",")));
    if (limit_ != 0) order_.parameters.emplace_back("limit", std::to_string(limit_));
    if (year_ != 0) order_.parameters.emplace_back("year", std::to_string(year_));
    if (order_.verb == Verb::report) order_.parameters.emplace_back("format", order_.json ? "json" : format_);
    if (order_.verb == Verb::settle && order_.version && order_.findings.size() > 1)
      return fail(Exit::usage, "--seen: одна версия — у одного вопроса");
    if (order_.verb == Verb::add_excuse) complete_excuse();
    if (until_resolved_) order_.body["until"] = "resolved";
    if (order_.verb == Verb::mode && !order_.name.empty()) {
      order_.verb = Verb::change_mode;
      if (order_.reason.empty()) return fail(Exit::usage, "mode: укажите --reason, почему меняется режим");
    }
    if (auto number = take_number(); !number) return number;
    if (!meetings_->take()) return fail(Exit::usage, "номер протокола: 2, а другого года — 2025/2");
    auto place = take_place();
    if (!place) return tl::make_unexpected(place.error());
    reading.place = *place;
    reading.order = std::move(order_);
    return {};
  }

  void complete_excuse() {
    Json& body = order_.body;
    if (!body.contains("to")) body["to"] = body["from"];
    if (body.contains("teacher")) {
      body["of"] = "teacher";
    } else if (body.contains("class")) {
      body["of"] = "class";
    } else if (whole_school_) {
      body["of"] = "school";
    } else {
      body["of"] = "grade";
      body["grade"] = grade_;
    }
  }

  Outcome<void> take_number() {
    if (order_.verb != Verb::show_appeal && order_.verb != Verb::answer_appeal) return {};
    if (!parse_number_of_year(number_, order_.number, order_.year))
      return fail(Exit::usage, "номер обращения: 41, а другого года — 2025/41");
    return {};
  }

  Outcome<Place> take_place() const {
    Place place;
    if (url_.empty()) {
      place.socket = socket_;
    } else {
      auto parsed = parse_url(url_);
      if (!parsed) return parsed;
      place = *std::move(parsed);
    }
    if (!token_file_.empty()) {
      auto token = read_token(token_file_);
      if (!token) return tl::make_unexpected(token.error());
      place.token = *std::move(token);
    }
    place.ca_file = ca_file_;
    place.answer_time_max = std::chrono::seconds(timeout_);
    return place;
  }

  CLI::App program_;
  std::vector<std::pair<CLI::App*, Verb>> verbs_;
  Order order_;
  std::optional<MeetingArguments> meetings_;
  std::string socket_ = k_default_socket;
  std::string url_;
  std::string token_file_;
  std::string ca_file_;
  std::string number_;
  std::string format_ = "csv";
  std::vector<std::string> states_;
  int timeout_ = static_cast<int>(k_answer_time_default.count());
  int limit_ = 0;
  int year_ = 0;
  int seen_ = 0;
  int grade_ = 0;
  bool whole_school_ = false;
  bool until_resolved_ = false;
};

}  // namespace

Reading read_arguments(std::span<const char* const> arguments, const std::string& version) {
  return CommandLine(version).read(arguments);
}

}  // namespace elzhur::ctl
