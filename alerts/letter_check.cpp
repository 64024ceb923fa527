// The letter that only asks whether letters arrive.
#include <fmt/format.h>

#include "alerts/letter_views.hpp"
#include "alerts/letters.hpp"
#include "alerts/words.hpp"

namespace elzhur::alerts {

Letter check_letter(const Settings& settings, const RecipientSpec& recipient, const journal::TimeZone& zone,
                    journal::Instant now, std::string_view ordered_by) {
  const journal::Date today = zone.date_of(now);
  Letter letter;
  letter.kind = "test";
  letter.subject = "ЭлЖур-монитор: проверка почты, ничего делать не нужно";
  View view;
  view.set("greeting", greeting(recipient));
  view.set("statement", fmt::format("Это проверочное письмо ЭлЖур-монитора. Раз Вы его читаете, письма на "
                                    "адрес {} доходят.",
                                    recipient.email));
  view.set("ordered", fmt::format("Проверку заказал(а) {}, {} в {}. О журнале в этом письме ничего нет, "
                                  "отвечать на него не нужно.",
                                  one_line(ordered_by, 120), day_of_week(today, journal::year_of(today)),
                                  clock(zone.to_local(now))));
  view.set(
      "advice",
      "Если письмо оказалось в папке «Спам», отметьте, что это не спам, иначе там окажутся и остальные.");
  view.set("school", one_line(settings.school_name, 300));
  set_link(view, settings);
  render_into(letter, view);
  return letter;
}

}  // namespace elzhur::alerts
