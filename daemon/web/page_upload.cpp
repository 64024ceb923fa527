// A file from a person: first a verdict that changes nothing, then the word to bring it in.
#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

constexpr std::size_t k_problems_shown_max = 200;

const UploadedFile* file_of(const Request& request) {
  for (const UploadedFile& file : request.files) {
    if (file.field == "file" && !file.bytes.empty()) return &file;
  }
  return nullptr;
}

std::string change_words(const Verdict& verdict) {
  if (verdict.findings_opened == 0 && verdict.findings_resolved == 0) {
    return "Открытых вопросов от этого не прибавится и не убавится.";
  }
  std::string words = "Если принять:";
  if (verdict.findings_opened != 0)
    words += fmt::format(" новых вопросов {}", alerts::number(verdict.findings_opened));
  if (verdict.findings_resolved != 0) {
    words += fmt::format("{} закроется {}", verdict.findings_opened != 0 ? "," : "",
                         alerts::number(verdict.findings_resolved));
  }
  return words + ".";
}

View verdict_view(const Visit& visit, const Verdict& verdict) {
  View view("is_accepted", verdict.is_accepted);
  View documents(View::type::list);
  for (const DocumentView& document : verdict.documents) {
    View item("name", alerts::one_line(document.name, 200));
    item.set("accepted", document.accepted);
    item.set("reason", alerts::one_line(document.reason, 600));
    item.set("rows", alerts::count_of(static_cast<std::int64_t>(document.rows), k_row_noun));
    item.set("lessons", alerts::count_of(static_cast<std::int64_t>(document.lessons), alerts::k_lesson));
    item.set("format", alerts::one_line(document.format, 20));
    item.set("as_of", visit.moment(document.as_of.earliest));
    documents.push_back(item);
  }
  set_list(view, "documents", documents);
  std::vector<std::string> problems;
  for (const std::string& problem : verdict.problems) {
    if (problems.size() == k_problems_shown_max) break;
    problems.push_back(alerts::one_line(problem, 600));
  }
  const std::size_t hidden = verdict.problems.size() - problems.size();
  if (hidden != 0)
    problems.push_back(fmt::format("и ещё {}", alerts::number(static_cast<std::int64_t>(hidden))));
  set_list(view, "problems", text_list(problems));
  view.set("change", change_words(verdict));
  set_optional(view, "token", verdict.token);
  return view;
}

}  // namespace

Response upload_page(const Visit& visit) {
  if (!visit.may(Right::settle)) return not_for_you(visit);
  View verdicts(View::type::list);
  std::string problem;
  if (visit.is_post()) {
    if (!visit.form_is_genuine()) return stale_form(visit);
    const UploadedFile* file = file_of(visit.request);
    if (file == nullptr) {
      problem = "Файл не выбран или пуст.";
    } else if (const auto verdict = visit.desk.look_at_upload(file->name, file->bytes); verdict) {
      verdicts.push_back(verdict_view(visit, *verdict));
    } else {
      problem = "Файл прочитать не удалось: " + verdict.error().text + ".";
    }
  }
  View view;
  set_list(view, "verdicts", verdicts);
  set_optional(view, "problem", problem);
  view.set("may_upload", visit.may_settle());
  set_optional(view, "read_only", visit.may_settle() ? std::string() : visit.why_read_only(Right::settle));
  return show(visit, "upload.html", "Загрузить файл", std::move(view), problem.empty() ? 200 : 422);
}

Response accept_form(const Visit& visit) {
  if (!visit.may(Right::settle)) return not_for_you(visit);
  if (!visit.form_is_genuine()) return stale_form(visit);
  const auto accepted = visit.desk.accept_upload(visit.typed("token"), visit.visitor.name);
  if (!accepted)
    return say(visit, 422, "Файл не принят", "Ничего не изменилось: " + accepted.error().text + ".");
  return redirect("/upload?done=uploaded");
}

}  // namespace elzhur::web
