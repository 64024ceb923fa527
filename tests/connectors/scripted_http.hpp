// An HTTP client that answers what a test prepared, and a clock that only its waiting and answering move.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/http.hpp"

namespace elzhur::connectors {

/// A request as a test reads it: the method's name and the parameters, secrets revealed.
struct SeenRequest {
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> parameters;
  bool is_form = false;

  [[nodiscard]] std::string get(std::string_view name) const {
    for (const auto& [key, value] : parameters) {
      if (key == name) return value;
    }
    return {};
  }
};

class ScriptedHttp final : public HttpClient {
 public:
  using Reply = tl::expected<HttpAnswer, HttpFailure>;
  using Script = std::function<Reply(const SeenRequest&)>;

  explicit ScriptedHttp(Script script) : script_(std::move(script)) {}

  [[nodiscard]] Reply send(const HttpRequest& request) override {
    SeenRequest seen;
    seen.url = request.url;
    seen.method = request.url.substr(request.url.rfind('/') + 1);
    seen.is_form = !request.form.empty();
    for (const auto* list : {&request.query, &request.form}) {
      for (const HttpParameter& one : *list) {
        seen.parameters.emplace_back(one.name,
                                     one.secret.empty() ? one.value : std::string(one.secret.reveal()));
      }
    }
    requests.push_back(seen);
    const auto sent = clock;
    Reply reply = script_(seen);
    clock += answer_takes;
    if (reply) {
      reply->sent = sent;
      reply->done = clock;
    } else {
      reply.error().done = clock;
    }
    return reply;
  }
  [[nodiscard]] std::chrono::milliseconds monotonic() const override { return clock; }
  [[nodiscard]] bool wait(std::chrono::milliseconds duration) override {
    if (is_stopping) return false;
    waits.push_back(duration);
    clock += duration;
    return true;
  }
  void forget_cookies() override { ++forgotten; }

  /// How often a method was asked for.
  [[nodiscard]] std::size_t count(std::string_view method) const {
    std::size_t found = 0;
    for (const SeenRequest& seen : requests) found += seen.method == method ? 1U : 0U;
    return found;
  }

  std::vector<SeenRequest> requests;
  std::vector<std::chrono::milliseconds> waits;
  std::chrono::milliseconds clock{1'000'000};
  std::chrono::milliseconds answer_takes{250};
  std::size_t forgotten = 0;
  bool is_stopping = false;

 private:
  Script script_;
};

[[nodiscard]] inline ScriptedHttp::Reply reply(std::string body, int status = 200) {
  HttpAnswer answer;
  answer.status = status;
  answer.content_type = "application/json";
  answer.body = std::move(body);
  return answer;
}

/// A good answer of the API around a result.
[[nodiscard]] inline ScriptedHttp::Reply good(const std::string& result) {
  return reply(R"({"response": {"state": 200, "error": null, "result": )" + result + "}}");
}

[[nodiscard]] inline ScriptedHttp::Reply trouble(HttpTrouble kind) {
  return tl::make_unexpected(HttpFailure{kind, "trouble", {}});
}

}  // namespace elzhur::connectors
