// «Откуда это видно?»: a story in the order of time. Only for page_*.cpp.
#pragma once

#include "daemon/web/page_kit.hpp"

namespace elzhur::web {

/// Everything that made the finding, oldest first, for timeline.html. Who was told and who decided is there
/// for whoever may see the finding.
[[nodiscard]] View timeline(const Visit& visit, const FindingStory& story);
/// «в день урока до 23:59 (п. 3.2 Положения)».
[[nodiscard]] std::string rule_words(const FindingStory& story);
/// To whom: «директору»; an id of the configuration that is no role's name is itself.
[[nodiscard]] std::string recipient_words(std::string_view id);

}  // namespace elzhur::web
