#include "daemon/ctl/commands.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "daemon/ctl/asks.hpp"
#include "daemon/ctl/commands_meeting.hpp"
#include "daemon/ctl/file.hpp"
#include "daemon/ctl/follow.hpp"
#include "daemon/ctl/json_text.hpp"
#include "daemon/ctl/table.hpp"
#include "daemon/ctl/views.hpp"
#include "daemon/ctl/words.hpp"
#include "journal/check.hpp"

namespace elzhur::ctl {
namespace {

using View = std::string (*)(const Json&, const SchoolTime&);

/// What comes in pages, and the member of an answer that holds its rows.
struct PagedList {
  Verb verb;
  const char* address;
  const char* rows;
  View view;
};
constexpr std::array<PagedList, 6> k_lists{
    {{Verb::findings, "findings", "findings", &findings_text},
     {Verb::sources, "sources", "documents", &sources_text},
     {Verb::outbox, "outbox", "messages", &outbox_text},
     {Verb::keeping, "keeping", "acts", &keeping_text},
     {Verb::backlog, "backlog", "lines", &backlog_text},
     {Verb::contradictions, "contradictions", "contradictions", &contradictions_text}}};

/// Requires: one of k_lists.
const PagedList& list_of(Verb verb) {
  const auto* const found = std::find_if(k_lists.begin(), k_lists.end(),
                                         [verb](const PagedList& list) { return list.verb == verb; });
  ELZHUR_CHECK(found != k_lists.end());
  return *found;
}

class Commands {
 public:
  Commands(const Order& order, Talker& talker, Person& person)
      : order_(order), talker_(talker), person_(person) {}

  Exit run() {
    const Outcome<void> done = dispatch();
    if (done) return Exit::clean;
    if (!done.error().text.empty()) person_.complain("elzhurctl: " + done.error().text + "\n");
    return done.error().exit;
  }

 private:
  Outcome<void> dispatch() {
    switch (order_.verb) {
      case Verb::status:
        return show(ask_for("status"), &status_text);
      case Verb::findings:
      case Verb::sources:
      case Verb::outbox:
      case Verb::keeping:
      case Verb::backlog:
      case Verb::contradictions:
        return show_list();
      case Verb::explain:
        return show(ask_for("findings/" + percent_encode(order_.findings.front())), &story_text);
      case Verb::excuses:
        return show(ask_for("excuses"), &excuses_text);
      case Verb::appeals:
        return show(ask_for("appeals", order_.parameters), &appeals_text);
      case Verb::teachers:
        return show(ask_for("teachers"), &teachers_text);
      case Verb::release:
        return release();
      case Verb::show_document:
        return show(ask_for(fmt::format("documents/{}", order_.number)), &document_text);
      case Verb::report:
        return report();
      case Verb::pull:
        return pull();
      case Verb::settle:
        return settle_all();
      case Verb::add_excuse:
        return do_and_say(order_to("POST", "excuses", order_.body), "Причина учтена.\n");
      case Verb::silences:
        return show(ask_for("silences"), &silences_text);
      case Verb::add_silence:
        return show(order_to("POST", "silences", order_.body), &added_silence_text);
      case Verb::end_silence:
        return do_and_say(order_to("POST", fmt::format("silences/{}/end", order_.number), {}),
                          "Приостановка завершена: об открытых вопросах будет сообщено.\n");
      case Verb::mode:
        return show(ask_for("mode"), &mode_text);
      case Verb::change_mode:
        return change_mode();
      case Verb::test_mail:
        return test_mail();
      case Verb::add_appeal:
        return add_appeal();
      case Verb::show_appeal:
        return show_appeal();
      case Verb::answer_appeal:
        return answer_appeal();
      case Verb::meetings:
      case Verb::add_meeting:
      case Verb::show_meeting:
      case Verb::minutes:
      case Verb::change_meeting:
      case Verb::decide_meeting:
      case Verb::meeting_done:
        return carry_out_meeting(order_, {[this](const Ask& ask) { return exchange(ask); },
                                          [this](std::string_view text) { person_.show(text); },
                                          [this]() -> const SchoolTime& { return time(); }});
      case Verb::upload:
        return upload();
      case Verb::accept:
        return accept();
      case Verb::reload:
        return reload();
    }
    return fail(Exit::internal, "такой команды нет");
  }

  /// An answer that is a success.
  Outcome<Answer> exchange(const Ask& ask) {
    auto answer = talker_.exchange(ask);
    if (answer && (answer->status < 200 || answer->status > 299))
      return tl::make_unexpected(failure_of(*answer));
    return answer;
  }

  Outcome<Json> exchange_json(const Ask& ask) {
    auto answer = exchange(ask);
    if (!answer) return tl::make_unexpected(answer.error());
    return parse_json(answer->body);
  }

  /// Asked for once, and only by who shows times. Who may not read the status reads UTC.
  const SchoolTime& time() {
    if (!time_) {
      auto status = exchange_json(ask_for("status"));
      time_ = status ? time_of(*status) : SchoolTime();
    }
    return *time_;
  }

  static SchoolTime time_of(const Json& status) {
    auto zone = journal::TimeZone::load(text(status, "timezone"));
    return zone ? SchoolTime(*std::move(zone)) : SchoolTime();
  }

  Outcome<void> show(const Ask& ask, View view) {
    auto answer = exchange(ask);
    if (!answer) return tl::make_unexpected(answer.error());
    auto parsed = parse_json(answer->body);
    if (!parsed) return tl::make_unexpected(parsed.error());
    if (order_.json) {
      person_.show(answer->body + "\n");
      return {};
    }
    if (order_.verb == Verb::status) time_ = time_of(*parsed);
    person_.show(view(*parsed, time()));
    return {};
  }

  /// A list that comes in pages: the first, or with --all every one of them, as one answer.
  Outcome<void> show_list() {
    const PagedList& list = list_of(order_.verb);
    if (!order_.all) return show(ask_for(list.address, order_.parameters), list.view);
    auto whole = follow_pages(
        [&](const Pairs& parameters) { return exchange_json(ask_for(list.address, parameters)); },
        order_.parameters, list.rows);
    if (!whole) return tl::make_unexpected(whole.error());
    person_.show(order_.json ? dump(*whole) + "\n" : list.view(*whole, time()));
    return {};
  }

  Outcome<void> release() {
    const bool drops = text(order_.body, "queued_before") == "drop";
    const std::string question =
        drops ? "Прежние письма не отправлять, остальные отправить?" : "Отправить все придержанные письма?";
    if (!order_.yes && !person_.agrees(question)) return fail(Exit::bad_input, "ничего не изменено");
    return do_and_say(order_to("POST", "outbox/release", order_.body), "Письма уходят, в течение минуты.\n");
  }

  Outcome<void> do_and_say(const Ask& ask, std::string_view said) {
    auto answer = exchange(ask);
    if (!answer) return tl::make_unexpected(answer.error());
    person_.show(order_.json ? answer->body + "\n" : std::string(said));
    return {};
  }

  Outcome<void> report() {
    auto answer = exchange(ask_for("reports/" + percent_encode(order_.name), order_.parameters));
    if (!answer) return tl::make_unexpected(answer.error());
    person_.show(answer->body);
    const bool is_text = answer->content_type.find("spreadsheet") == std::string::npos;
    if (is_text && !answer->body.ends_with('\n')) person_.show("\n");
    return {};
  }

  Outcome<void> pull() {
    const std::string source = order_.name.empty() ? "-" : percent_encode(order_.name);
    return do_and_say(order_to("POST", fmt::format("sources/{}/pull", source), {}),
                      order_.name.empty() ? "Источники будут спрошены в ближайшем цикле.\n"
                                          : "Источник будет спрошен в ближайшем цикле.\n");
  }

  Outcome<void> reload() {
    Ask ask;
    ask.method = "POST";
    ask.target = "/-/reload";
    auto answer = exchange(ask);
    if (!answer) return tl::make_unexpected(answer.error());
    person_.show(order_.json ? "{\"reloaded\":true}\n" : "Новые настройки действуют.\n");
    return {};
  }

  Outcome<void> change_mode() {
    // Whom letters reach is no small thing: said before it is asked.
    if (!order_.json && !order_.yes) {
      auto mode = exchange_json(ask_for("mode"));
      if (!mode) return tl::make_unexpected(mode.error());
      person_.show(mode_text(*mode, time()));
    }
    const std::string question = fmt::format("Сменить режим: {}?", mode_word(order_.name));
    if (!order_.yes && !person_.agrees(question)) return fail(Exit::bad_input, "ничего не изменено");
    return show(order_to("POST", "mode", Json{{"mode", order_.name}, {"reason", order_.reason}}), &mode_text);
  }

  /// The key makes one order of it even where an answer is lost and the request is sent again.
  Outcome<void> test_mail() {
    Json body{{"order", fmt::format("ctl-{}", make_order_key())}};
    if (!order_.name.empty()) body["recipient"] = order_.name;
    return show(order_to("POST", "test-mail", body), &test_mail_text);
  }

  /// Each on its own: one that is refused does not hold up the others, and its exit is the exit.
  Outcome<void> settle_all() {
    Outcome<void> all;
    for (const std::string& finding : order_.findings) {
      const Outcome<void> one = settle(finding);
      if (one) continue;
      if (one.error().exit == Exit::unavailable) return one;
      person_.complain(fmt::format("elzhurctl: {}: {}\n", finding, one.error().text));
      if (all) all = fail(one.error().exit, "");
    }
    return all;
  }

  Outcome<void> settle(const std::string& code) {
    const std::string path = "findings/" + percent_encode(code);
    auto story = exchange_json(ask_for(path));
    if (!story) return tl::make_unexpected(story.error());
    const Json& finding = member(*story, "finding");
    const auto newest = integer(finding, "version");
    if (text(finding, "id") != code || !newest) return fail(Exit::internal, "ответ службы не о том вопросе");
    if (!order_.json) person_.show(finding_line(finding, time()));
    const bool is_agreed =
        order_.yes || person_.agrees(fmt::format("{}: {}?", code, action_word(order_.action)));
    if (!is_agreed) return fail(Exit::bad_input, "ничего не изменено");
    Json body{{"version", order_.version.value_or(*newest)}};
    if (!order_.reason.empty()) body["reason"] = order_.reason;
    auto answer = talker_.exchange(order_to("POST", path + "/" + percent_encode(order_.action), body));
    if (!answer) return tl::make_unexpected(answer.error());
    if (answer->status == 409) {
      return fail(Exit::bad_input,
                  fmt::format("вопрос изменился, пока Вы решали, и решение не записано: посмотрите его снова "
                              "(elzhurctl explain {}). {}",
                              code, failure_of(*answer).text));
    }
    if (answer->status != 200) return tl::make_unexpected(failure_of(*answer));
    auto settled = parse_json(answer->body);
    if (!settled) return tl::make_unexpected(settled.error());
    person_.show(order_.json
                     ? answer->body + "\n"
                     : fmt::format("{}: {}\n", code, state_word(text(member(*settled, "finding"), "state"))));
    return {};
  }

  Outcome<void> add_appeal() {
    Json body = order_.body;
    if (!order_.findings.empty()) body["findings"] = order_.findings;
    if (body.contains("result")) body["state"] = "answered";
    if (!body.contains("state") && body.contains("assigned_to")) body["state"] = "assigned";
    if (const auto date = journal::parse_date(order_.due)) {
      // As the page has it: the day is over at 23:59:59 of the school's clock.
      if (!time().zone()) return fail(Exit::internal, "--due: служба не сказала часовой пояс школы");
      constexpr journal::Seconds k_end_of_day{24 * 60 * 60 - 1};
      body["due_at"] =
          journal::format_instant(time().zone()->to_instant(journal::LocalTime(*date) + k_end_of_day));
    }
    auto answer = exchange(order_to("POST", "appeals", body));
    if (!answer) return tl::make_unexpected(answer.error());
    return show_changed_appeal(*answer);
  }

  Outcome<void> show_changed_appeal(const Answer& answer) {
    auto appeal = parse_json(answer.body);
    if (!appeal) return tl::make_unexpected(appeal.error());
    person_.show(order_.json ? answer.body + "\n" : appeal_text(*appeal, time()));
    return {};
  }

  /// The entry of the number that people know.
  Outcome<Json> find_appeal() {
    Pairs parameters;
    if (order_.year != 0) parameters.emplace_back("year", std::to_string(order_.year));
    auto all = exchange_json(ask_for("appeals", parameters));
    if (!all) return all;
    for (const Json& appeal : list(*all, "appeals")) {
      if (integer(appeal, "number") == order_.number && integer(appeal, "id")) return appeal;
    }
    return fail(Exit::bad_input, fmt::format("обращения № {} в журнале нет", order_.number));
  }

  Outcome<void> show_appeal() {
    auto found = find_appeal();
    if (!found) return tl::make_unexpected(found.error());
    return show(ask_for("appeals/" + text(*found, "id")), &appeal_text);
  }

  Outcome<void> answer_appeal() {
    auto found = find_appeal();
    if (!found) return tl::make_unexpected(found.error());
    if (!order_.json) person_.show(appeal_text(*found, time()));
    const bool is_agreed =
        order_.yes || person_.agrees(fmt::format("Обращение № {}: записать ответ?", order_.number));
    if (!is_agreed) return fail(Exit::bad_input, "ничего не изменено");
    Json body = order_.body;
    body["version"] = integer(*found, "version").value_or(0);
    if (!body.contains("state")) body["state"] = "answered";
    auto answer = exchange(order_to("PATCH", "appeals/" + text(*found, "id"), body));
    if (!answer) return tl::make_unexpected(answer.error());
    return show_changed_appeal(*answer);
  }

  /// The source that takes files: as ordered, else the first folder.
  Outcome<std::string> folder() {
    if (!order_.name.empty()) return order_.name;
    auto sources = exchange_json(ask_for("sources"));
    if (!sources) return tl::make_unexpected(sources.error());
    for (const Json& source : list(*sources, "sources")) {
      if (text(source, "kind") == "directory") return text(source, "id");
    }
    return fail(Exit::bad_input, "среди источников нет папки, которая принимала бы файлы");
  }

  Outcome<void> upload() {
    auto bytes = read_file(order_.file, k_upload_bytes_max);
    if (!bytes) return tl::make_unexpected(bytes.error());
    auto source = folder();
    if (!source) return tl::make_unexpected(source.error());
    Pairs parameters{{"name", file_name(order_.file)}};
    if (order_.is_wanted) parameters.emplace_back("accept", "true");
    Ask ask = ask_for(fmt::format("sources/{}/documents", percent_encode(*source)), parameters);
    ask.method = "POST";
    ask.content_type = "application/octet-stream";
    ask.body = *std::move(bytes);
    auto answer = exchange(ask);
    if (!answer) return tl::make_unexpected(answer.error());
    auto verdict = parse_json(answer->body);
    if (!verdict) return tl::make_unexpected(verdict.error());
    person_.show(order_.json ? answer->body + "\n" : verdict_text(*verdict, time()));
    if (!flag(*verdict, "accepted")) return fail(Exit::bad_input, "");
    return {};
  }

  Outcome<void> accept() {
    auto source = folder();
    if (!source) return tl::make_unexpected(source.error());
    Ask ask =
        ask_for(fmt::format("sources/{}/documents", percent_encode(*source)), {{"token", order_.token}});
    ask.method = "POST";
    return do_and_say(ask, "Файл принят: он войдёт в ближайший цикл.\n");
  }

  const Order& order_;
  Talker& talker_;
  Person& person_;
  std::optional<SchoolTime> time_;
};

}  // namespace

Exit carry_out(const Order& order, Talker& talker, Person& person) {
  return Commands(order, talker, person).run();
}

}  // namespace elzhur::ctl
