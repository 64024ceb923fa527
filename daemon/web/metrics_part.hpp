// GET /metrics.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "daemon/web/request.hpp"

namespace elzhur::web {

class MetricsPart final : public Part {
 public:
  /// Called by any thread for every request; the same object means the same page.
  using Page = std::function<std::shared_ptr<const std::string>()>;

  explicit MetricsPart(Page page);

  /// The right `metrics`. Reads no store; a page is compressed once, however many ask for it.
  [[nodiscard]] std::optional<Response> answer(const Request& request) override;

 private:
  [[nodiscard]] std::shared_ptr<const std::string> packed(const std::shared_ptr<const std::string>& page);

  const Page page_;
  std::mutex mutex_;
  std::shared_ptr<const std::string> packed_of_;  ///< The page that `packed_` is made of.
  std::shared_ptr<const std::string> packed_;     ///< Nothing: it does not get smaller.
};

}  // namespace elzhur::web
