// inbox.hpp: what a browser and a test are shown of the letters.
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/simulator/inbox.hpp"
#include "tests/simulator/mail.hpp"
#include "tests/simulator/request.hpp"

namespace elzhur::simulator {
namespace {

using Json = nlohmann::ordered_json;

// A letter is somebody's text: nothing in it may load, run or leave its frame.
constexpr std::string_view k_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

constexpr std::string_view k_style =
    "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1b1b1b;"
    "background:#fff}details{border:1px solid #c9c9c9;border-radius:.4rem;margin:.6rem "
    "0}summary{cursor:pointer;"
    "padding:.6rem .8rem}summary b{display:block}.facts{color:#555;font-size:.9em}.letter{padding:0 .8rem "
    ".8rem}iframe{width:100%;height:32rem;border:1px solid #c9c9c9;background:#fff}pre{white-space:pre-wrap;"
    "overflow-wrap:anywhere;background:#f4f4f4;padding:.8rem}a:focus,summary:focus{outline:2px solid "
    "#1a5fb4}";

std::string plural(std::size_t count) {
  const std::size_t tens = count % 100;
  const std::size_t ones = count % 10;
  if (ones == 1 && tens != 11) return "письмо";
  if (ones >= 2 && ones <= 4 && (tens < 12 || tens > 14)) return "письма";
  return "писем";
}

std::string size_text(std::size_t bytes) {
  return bytes < 1024 ? fmt::format("{} Б", bytes) : fmt::format("{} КБ", (bytes + 1023) / 1024);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

std::string letter_html(const KeptMail& kept, const journal::TimeZone& zone, bool is_open) {
  const ReadMail mail = read_mail(kept.handed.bytes);
  std::string out = fmt::format(
      "<details{} id=\"mail-{}\"><summary><b>{}</b><span class=\"facts\">{} · от {} · кому "
      "{}</span></summary>"
      "<div class=\"letter\">\n",
      is_open ? " open" : "", kept.id, html_escaped(mail.subject.empty() ? "(без темы)" : mail.subject),
      russian_time(zone, kept.received, true), html_escaped(mail.from), html_escaped(mail.to));
  out += fmt::format("<p class=\"facts\">По конверту: от {} кому {}{}{}</p>\n",
                     html_escaped(kept.handed.from), html_escaped(joined(kept.handed.to)),
                     mail.in_reply_to.empty() ? "" : " · ответ на " + html_escaped(mail.in_reply_to),
                     mail.is_cut ? " · письмо показано не полностью" : "");
  if (!mail.html.empty()) {
    out += fmt::format("<iframe sandbox=\"\" title=\"Письмо {}\" srcdoc=\"{}\"></iframe>\n", kept.id,
                       html_escaped(mail.html));
  }
  if (!mail.text.empty()) {
    out += fmt::format("<details{}><summary>Текст</summary><pre>{}</pre></details>\n",
                       mail.html.empty() ? " open" : "", html_escaped(mail.text));
  }
  for (std::size_t part = 0; part < mail.attachments.size(); ++part) {
    out += fmt::format("<p>Вложение: <a href=\"/inbox/attachment?mail={}&amp;part={}\">{}</a> ({})</p>\n",
                       kept.id, part, html_escaped(mail.attachments[part].name),
                       size_text(mail.attachments[part].bytes.size()));
  }
  return out + fmt::format("<p><a href=\"/inbox/letter?mail={}\">Письмо целиком</a></p></div></details>\n",
                           kept.id);
}

SiteAnswer page(const Inbox& inbox, const journal::TimeZone& zone) {
  const std::size_t count = inbox.mails().size();
  std::string body = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"ru\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>Почта ({})</title><style>{}</style></head>\n<body><h1>Почта "
      "учебной школы</h1>\n<p>{} {}, новые сверху.{} Обновите страницу, чтобы увидеть новые.</p>\n",
      count, k_style, count, plural(count),
      inbox.dropped() == 0 ? "" : fmt::format(" Старых удалено: {}.", inbox.dropped()));
  if (count == 0) body += "<p>Пока никто не писал.</p>\n";
  for (auto kept = inbox.mails().rbegin(); kept != inbox.mails().rend(); ++kept) {
    body += letter_html(*kept, zone, kept == inbox.mails().rbegin());
  }
  return {200,
          "text/html; charset=utf-8",
          body + "</body></html>\n",
          {{"Content-Security-Policy", std::string(k_policy)}, {"Cache-Control", "no-store"}}};
}

SiteAnswer list(const Inbox& inbox) {
  Json mails = Json::array();
  for (auto kept = inbox.mails().rbegin(); kept != inbox.mails().rend(); ++kept) {
    const ReadMail mail = read_mail(kept->handed.bytes);
    Json attachments = Json::array();
    for (const MailAttachment& attachment : mail.attachments) {
      attachments.push_back(
          {{"name", attachment.name}, {"type", attachment.type}, {"size", attachment.bytes.size()}});
    }
    mails.push_back({{"id", kept->id},
                     {"received_at", journal::format_instant(kept->received)},
                     {"envelope", {{"from", kept->handed.from}, {"to", kept->handed.to}}},
                     {"subject", mail.subject},
                     {"from", mail.from},
                     {"to", mail.to},
                     {"date", mail.date},
                     {"message_id", mail.message_id},
                     {"in_reply_to", mail.in_reply_to},
                     {"kind", mail.kind},
                     {"text", mail.text},
                     {"html", mail.html},
                     {"attachments", std::move(attachments)}});
  }
  const Json all{{"mails", std::move(mails)}, {"dropped", inbox.dropped()}};
  return {200, "application/json; charset=utf-8", all.dump(), {{"Cache-Control", "no-store"}}};
}

SiteAnswer missing() { return {404, "text/plain; charset=utf-8", "Нет такого письма или вложения.\n", {}}; }

std::optional<std::uint64_t> number(const SiteRequest& request, const std::string& name) {
  const auto found = request.parameters.find(name);
  if (found == request.parameters.end()) return std::nullopt;
  const std::string& text = found->second;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

SiteAnswer attachment(const Inbox& inbox, const SiteRequest& request) {
  const KeptMail* kept = inbox.find(number(request, "mail").value_or(0));
  const auto part = number(request, "part");
  if (kept == nullptr || !part) return missing();
  ReadMail mail = read_mail(kept->handed.bytes);
  if (*part >= mail.attachments.size()) return missing();
  MailAttachment& found = mail.attachments[static_cast<std::size_t>(*part)];
  // Only tables and plain text keep their type: nothing that a browser would run.
  const bool is_plain = found.type == "text/csv" || found.type == "text/plain";
  return {200,
          is_plain ? found.type + "; charset=utf-8" : "application/octet-stream",
          std::move(found.bytes),
          {{"Content-Disposition", "attachment; filename*=UTF-8''" + percent_encoded(found.name)},
           {"X-Content-Type-Options", "nosniff"}}};
}

SiteAnswer letter(const Inbox& inbox, const SiteRequest& request) {
  const KeptMail* kept = inbox.find(number(request, "mail").value_or(0));
  if (kept == nullptr) return missing();
  return {200, "text/plain; charset=utf-8", kept->handed.bytes, {{"X-Content-Type-Options", "nosniff"}}};
}

}  // namespace

std::optional<SiteAnswer> answer_inbox(Inbox& inbox, const journal::TimeZone& zone,
                                       const SiteRequest& request) {
  if (request.path == "/inbox" && request.method == "DELETE") {
    inbox.clear();
    return SiteAnswer{204, "", "", {}};
  }
  if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
  if (request.path == "/inbox" || request.path == "/inbox/") return page(inbox, zone);
  if (request.path == "/inbox.json") return list(inbox);
  if (request.path == "/inbox/attachment") return attachment(inbox, request);
  if (request.path == "/inbox/letter") return letter(inbox, request);
  return std::nullopt;
}

}  // namespace elzhur::simulator
