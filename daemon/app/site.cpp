#include "daemon/app/site.hpp"

#include "daemon/app/health_part.hpp"

namespace elzhur::app {

Site make_site(const SiteNeeds& needs) {
  Site site;
  site.parts.push_back(std::make_unique<HealthPart>(needs.health, needs.reload));
  return site;
}

}  // namespace elzhur::app
