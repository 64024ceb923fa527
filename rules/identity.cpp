#include "rules/identity.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "journal/check.hpp"

namespace elzhur::rules {
namespace {

using journal::LessonSeen;

/// A record of the day, as the channel and all channels together know it.
struct Known {
  int ordinal = 0;
  std::optional<int> number;      ///< As all channels together say.
  std::optional<int> own_number;  ///< As the channel itself showed it last.
  bool is_own = false;            ///< The channel has shown it.
  bool is_shown = false;          ///< It was in the channel's last sight of the day.
  bool is_listed = false;         ///< No channel misses it.
  bool is_taken = false;
};

const Sighting* sighting_of(const LessonRecord& record, journal::ChannelId channel) {
  const auto found = std::find_if(record.sightings.begin(), record.sightings.end(),
                                  [&](const Sighting& s) { return s.channel == channel; });
  return found == record.sightings.end() ? nullptr : &*found;
}

/// One day of the block against the records of that day.
class Day {
 public:
  Day(std::span<LessonSeen> lessons, std::span<const LessonRecord> records, journal::ChannelId channel)
      : lessons_(lessons), is_settled_(lessons.size(), false) {
    for (const LessonRecord& record : records) {
      Known known;
      known.ordinal = journal::parts_of(record.id).ordinal;
      known.number = record.attributes.number;
      known.is_listed = is_listed(record);
      if (const Sighting* own = sighting_of(record, channel)) {
        known.is_own = true;
        known.own_number = own->attributes.number;
        known.is_shown = own->missing == 0;
      }
      known_.push_back(known);
    }
    // The order of the day; what has no hour comes last.
    const int no_number = 1000;
    std::sort(known_.begin(), known_.end(), [=](const Known& a, const Known& b) {
      return std::pair(a.number.value_or(no_number), a.ordinal) <
             std::pair(b.number.value_or(no_number), b.ordinal);
    });
  }

  void run() {
    const bool has_numbers = std::all_of(lessons_.begin(), lessons_.end(),
                                         [](const LessonSeen& l) { return l.number.has_value(); });
    const auto is_own_shown = [](const Known& k) { return k.is_own && k.is_shown; };
    const auto is_foreign = [](const Known& k) { return !k.is_own && k.is_listed; };
    const auto is_foreign_gone = [](const Known& k) { return !k.is_own && !k.is_listed; };
    if (has_numbers) {
      pair_by_number(is_own_shown, &Known::own_number);
      pair_by_number([](const Known& k) { return k.is_own; }, &Known::own_number);
      if (left() != free(is_foreign)) pair_by_number(is_foreign, &Known::number);
      pair_by_order(is_own_shown);
      pair_by_order(is_foreign);
      pair_by_number(is_foreign_gone, &Known::number);
      pair_by_order(is_foreign_gone);
    } else {
      pair_by_order(is_own_shown);
      pair_by_order([](const Known&) { return true; });
    }
    give_the_rest_new_ones();
    std::sort(lessons_.begin(), lessons_.end(),
              [](const LessonSeen& a, const LessonSeen& b) { return a.ordinal < b.ordinal; });
  }

 private:
  template <typename Which>
  void pair_by_number(Which which, std::optional<int> Known::*number) {
    for (std::size_t i = 0; i < lessons_.size(); ++i) {
      if (is_settled_[i]) continue;
      const auto found = std::find_if(known_.begin(), known_.end(), [&](const Known& k) {
        return !k.is_taken && which(k) && k.*number == lessons_[i].number;
      });
      if (found != known_.end()) settle(i, *found);
    }
  }

  template <typename Which>
  void pair_by_order(Which which) {
    auto known = known_.begin();
    for (std::size_t i = 0; i < lessons_.size(); ++i) {
      if (is_settled_[i]) continue;
      known = std::find_if(known, known_.end(), [&](const Known& k) { return !k.is_taken && which(k); });
      if (known == known_.end()) return;
      settle(i, *known);
    }
  }

  void give_the_rest_new_ones() {
    for (std::size_t i = 0; i < lessons_.size(); ++i) {
      if (is_settled_[i]) continue;
      int ordinal = 1;
      while (ordinal < journal::k_ordinal_max && is_used(ordinal)) ++ordinal;
      if (is_used(ordinal)) {
        // A day with so many lessons that came and went: one of those that went.
        const auto gone =
            std::find_if(known_.begin(), known_.end(), [](const Known& k) { return !k.is_taken; });
        ELZHUR_CHECK(gone != known_.end());
        settle(i, *gone);
        continue;
      }
      Known fresh;
      fresh.ordinal = ordinal;
      settle(i, known_.emplace_back(fresh));
    }
  }

  void settle(std::size_t i, Known& known) {
    known.is_taken = true;
    is_settled_[i] = true;
    lessons_[i].ordinal = known.ordinal;
  }
  [[nodiscard]] bool is_used(int ordinal) const {
    return std::any_of(known_.begin(), known_.end(), [&](const Known& k) { return k.ordinal == ordinal; });
  }
  [[nodiscard]] std::ptrdiff_t left() const {
    return std::count(is_settled_.begin(), is_settled_.end(), false);
  }
  template <typename Which>
  [[nodiscard]] std::ptrdiff_t free(Which which) const {
    return std::count_if(known_.begin(), known_.end(),
                         [&](const Known& k) { return !k.is_taken && which(k); });
  }

  std::span<LessonSeen> lessons_;
  std::vector<bool> is_settled_;
  std::vector<Known> known_;
};

}  // namespace

std::optional<journal::DateRange> days_to_identify(const journal::Block& block,
                                                   std::span<const SightHead> heads) {
  std::optional<journal::DateRange> days;
  auto head = heads.begin();
  for (std::size_t i = 0; i < block.lessons.size(); ++i) {
    const LessonSeen& lesson = block.lessons[i];
    const auto place_of = [](const SightHead& h) {
      const auto parts = journal::parts_of(h.lesson);
      return std::pair(parts.date, parts.ordinal);
    };
    const std::pair place(lesson.date, lesson.ordinal);
    head = std::find_if(head, heads.end(), [&](const SightHead& h) { return place_of(h) >= place; });
    const bool is_there = head != heads.end() && place_of(*head) == place && head->number == lesson.number;
    // Without numbers, which of several it is depends on what other channels know of the day.
    const bool is_alone =
        lesson.ordinal == 1 && (i + 1 == block.lessons.size() || block.lessons[i + 1].date != lesson.date);
    if (is_there && (lesson.number || (is_alone && head->missing == 0))) continue;
    if (!days) days = journal::DateRange{lesson.date, lesson.date};
    days->last = lesson.date;
  }
  return days;
}

void identify(journal::Block& block, journal::ChannelId channel, journal::DateRange days,
              std::span<const LessonRecord> records) {
  const auto date_of = [](const LessonRecord& r) { return journal::parts_of(r.id).date; };
  for (auto first = block.lessons.begin(); first != block.lessons.end();) {
    const auto last =
        std::find_if(first, block.lessons.end(), [&](const LessonSeen& l) { return l.date != first->date; });
    if (days.contains(first->date)) {
      const auto from = std::find_if(records.begin(), records.end(),
                                     [&](const LessonRecord& r) { return date_of(r) >= first->date; });
      const auto to =
          std::find_if(from, records.end(), [&](const LessonRecord& r) { return date_of(r) > first->date; });
      if (from != to) Day({first, last}, {from, to}, channel).run();
      records = records.subspan(static_cast<std::size_t>(to - records.begin()));
    }
    first = last;
  }
}

}  // namespace elzhur::rules
