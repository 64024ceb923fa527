#include "daemon/app/retention.hpp"

#include <algorithm>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "daemon/config/values.hpp"
#include "journal/school_year.hpp"

namespace elzhur::app {
namespace {

namespace fs = std::filesystem;
using journal::Date;
using journal::Instant;
using store::Act;
using store::Reason;

/// So many files are looked at under the lock of the writer at once.
constexpr std::size_t k_files_in_one_step = 1000;

class Removing {
 public:
  Removing(const config::Config& config, Instant now, const std::function<bool()>& go_on)
      : config_(config), now_(now), go_on_(go_on), today_(config.school.zone.date_of(now)) {}

  [[nodiscard]] Instant cutoff(const config::KeepFor& keep) const {
    return config_.school.zone.to_instant(journal::LocalTime(cutoff_of(keep, today_)));
  }

  /// Steps until one removes nothing.
  template <typename Step>
  void all(Step&& step) {
    Act sum;
    while (go_on_()) {
      const Act act = step();
      if (act.count == 0) break;
      sum = sum.count == 0 ? act : joined(sum, act);
    }
    if (sum.count != 0) acts_.push_back(sum);
  }

  void files(store::Keeper& keeper, const Reason& why) {
    std::vector<fs::path> batch;
    Act sum;
    const auto flush = [&] {
      const Act act = keeper.remove_evidence_files(batch, now_ - k_evidence_file_age_min, why);
      if (act.count != 0) sum = sum.count == 0 ? act : joined(sum, act);
      batch.clear();
    };
    std::error_code error;
    for (fs::recursive_directory_iterator entry(config_.store.evidence, error), end;
         !error && entry != end && go_on_(); entry.increment(error)) {
      if (entry->path().extension() != ".zst") continue;
      batch.push_back(entry->path());
      if (batch.size() == k_files_in_one_step) flush();
    }
    flush();
    if (sum.count != 0) acts_.push_back(sum);
  }

  [[nodiscard]] std::vector<Act> take() { return std::move(acts_); }

 private:
  static Act joined(Act sum, const Act& act) {
    sum.count += act.count;
    sum.first = std::min(sum.first, act.first);
    sum.last = std::max(sum.last, act.last);
    return sum;
  }

  const config::Config& config_;
  Instant now_;
  const std::function<bool()>& go_on_;
  Date today_;
  std::vector<Act> acts_;
};

std::string_view what_in_words(std::string_view what) {
  if (what == "findings") return "закрытые замечания с их историей";
  if (what == "silences") return "завершённые приостановки напоминаний";
  if (what == "access_log") return "записи журнала просмотров и выгрузок";
  if (what == "message_bodies") return "тексты отправленных писем";
  if (what == "evidence") return "ссылки на прочитанные документы";
  if (what == "evidence_files") return "файлы прочитанных документов";
  return what;
}

}  // namespace

Date cutoff_of(const config::KeepFor& keep, Date today) {
  if (keep.unit == config::KeepFor::Unit::days) return today - std::chrono::days{keep.count};
  const std::chrono::year_month_day start(journal::school_year_start(today));
  return Date((start.year() - std::chrono::years{keep.count}) / start.month() / start.day());
}

std::vector<Act> remove_what_is_over(store::Keeper& keeper, const config::Config& config, Instant now,
                                     const std::function<bool()>& go_on) {
  Removing removing(config, now, go_on);
  const config::Retention& spec = config.store.retention;
  const Reason findings{now, fmt::format("findings: {}", config::format_keep(spec.findings))};
  const Reason evidence{now, fmt::format("evidence: {}", config::format_keep(spec.evidence))};
  const Reason accesses{now, fmt::format("access_log: {}", config::format_keep(spec.access_log))};
  removing.all([&] { return keeper.remove_silences(removing.cutoff(spec.findings), findings); });
  removing.all([&] { return keeper.remove_findings(removing.cutoff(spec.findings), findings); });
  removing.all([&] { return keeper.remove_message_bodies(removing.cutoff(spec.findings), findings); });
  removing.all([&] { return keeper.remove_accesses(removing.cutoff(spec.access_log), accesses); });
  removing.all([&] { return keeper.forget_evidence(removing.cutoff(spec.evidence), evidence); });
  removing.files(keeper, evidence);
  return removing.take();
}

std::string render_act(const std::vector<Act>& acts, const config::School& school, Instant now) {
  std::string text = fmt::format("Акт об уничтожении данных\n{}\nСоставлен программой elzhurd {}.\n\n",
                                 school.name, school.zone.format(now));
  for (const Act& act : acts) {
    text += fmt::format("— {}: {}, за время с {} по {} (срок хранения: {}).\n", what_in_words(act.what),
                        act.count, journal::format_date_ru(school.zone.date_of(act.first)),
                        journal::format_date_ru(school.zone.date_of(act.last)), act.rule);
  }
  return text +
         "\nДанные удалены без возможности восстановления из рабочей базы. В резервных копиях они остаются "
         "до их\n"
         "замены новыми копиями.\n";
}

}  // namespace elzhur::app
