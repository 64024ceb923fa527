// How the service fares, for machines: /-/healthy, /-/ready, /-/status, /-/reload.
#pragma once

#include <functional>
#include <string>

#include "daemon/app/health.hpp"
#include "daemon/web/request.hpp"

namespace elzhur::app {

class HealthPart final : public web::Part {
 public:
  /// `reload`: SiteNeeds::reload. `health` outlives the part.
  HealthPart(const Health& health, std::function<std::string()> reload);

  /// /-/healthy: 200 while every loop gets on. /-/ready: 200 once a cycle has been committed and the store
  /// can be written. Both to anybody, without details. /-/status: JSON, the right `metrics`. POST /-/reload:
  /// the right `operate`; 200 when the new configuration is in force, 422 when it was refused.
  [[nodiscard]] std::optional<web::Response> answer(const web::Request& request) override;

 private:
  [[nodiscard]] web::Response healthy() const;
  [[nodiscard]] web::Response ready() const;
  [[nodiscard]] web::Response status() const;
  [[nodiscard]] web::Response reload(const web::Request& request) const;

  const Health& health_;
  std::function<std::string()> reload_;
};

}  // namespace elzhur::app
