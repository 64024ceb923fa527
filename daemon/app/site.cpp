#include "daemon/app/site.hpp"

#include "daemon/app/health_part.hpp"
#include "daemon/web/api.hpp"
#include "daemon/web/metrics_part.hpp"
#include "daemon/web/page.hpp"

namespace elzhur::app {

Site make_site(const SiteNeeds& needs) {
  Site site;
  site.desk = std::make_unique<StoreDesk>(
      DeskNeeds{needs.store, needs.clock, needs.health, needs.board, needs.setup, needs.pull, needs.send});
  site.person_of = [desk = site.desk.get()](std::string_view name) { return desk->person_of(name); };
  site.parts.push_back(std::make_unique<HealthPart>(needs.health, needs.reload));
  site.parts.push_back(
      std::make_unique<web::MetricsPart>([&metrics = needs.metrics] { return metrics.page(); }));
  site.parts.push_back(std::make_unique<web::Api>(*site.desk));
  site.parts.push_back(std::make_unique<web::Page>(*site.desk));
  return site;
}

}  // namespace elzhur::app
