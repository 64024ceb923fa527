#include "connectors/formats/xlsx_parts.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "connectors/formats/text.hpp"
#include "connectors/formats/xml.hpp"

namespace elzhur::connectors {
namespace {

/// Parts other than sheets and shared texts are small in every honest file.
constexpr std::size_t k_small_part_bytes_max = 32 * k_mebibyte;

unsigned parse_number(std::string_view text) {
  unsigned number = 0;
  (void)std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// A handler that only listens; failures are kept for the parser to see.
class PartHandler : public XmlHandler {
 public:
  void start(std::string_view, const XmlAttributes&) override {}
  void end(std::string_view) override {}
  void text(std::string_view) override {}
  const std::optional<journal::Error>& failure() const override { return failure_; }

 protected:
  std::optional<journal::Error> failure_;
};

struct Relation {
  std::string type;
  std::string target;
};

class RelationsHandler : public PartHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship") return;
    relations[std::string(attributes.get("Id"))] =
        Relation{std::string(attributes.get("Type")), std::string(attributes.get("Target"))};
  }
  std::map<std::string, Relation> relations;
};

class WorkbookHandler : public PartHandler {
 public:
  struct Sheet {
    std::string name;
    std::string relation;
    bool is_hidden = false;
  };

  explicit WorkbookHandler(std::size_t sheets_max) : sheets_max_(sheets_max) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "workbookPr") {
      const std::string_view value = attributes.get("date1904");
      is_1904 = value == "1" || value == "true";
    } else if (name == "sheet") {
      if (sheets.size() >= sheets_max_) {
        failure_ = refuse(fmt::format("в файле больше {} листов", sheets_max_)).value();
        return;
      }
      const std::string_view state = attributes.get("state");
      Sheet sheet{std::string(attributes.get("name")), relation_id(attributes),
                  !state.empty() && state != "visible"};
      sheets.push_back(std::move(sheet));
    }
  }

  std::vector<Sheet> sheets;
  bool is_1904 = false;

 private:
  /// "r:id" under whatever prefix, but not a plain "id".
  static std::string relation_id(const XmlAttributes& attributes) {
    for (const char** pair = attributes.pairs(); *pair != nullptr; pair += 2) {
      if (std::string_view(pair[0]).ends_with(":id")) return pair[1];
    }
    return {};
  }
  std::size_t sheets_max_;
};

class StylesHandler : public PartHandler {
 public:
  explicit StylesHandler(NumberStyles& styles) : styles_(styles) {}

  void start(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "numFmt") {
      styles_.define_format(parse_number(attributes.get("numFmtId")), attributes.get("formatCode"));
    } else if (name == "cellXfs") {
      is_in_cell_styles_ = true;
    } else if (name == "xf" && is_in_cell_styles_) {
      styles_.add_style(parse_number(attributes.get("numFmtId")));
    }
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") is_in_cell_styles_ = false;
  }

 private:
  NumberStyles& styles_;
  bool is_in_cell_styles_ = false;
};

class SharedStringsHandler : public PartHandler {
 public:
  SharedStringsHandler(TextPool& pool, std::size_t bytes_max) : pool_(pool), bytes_max_(bytes_max) {}

  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "t") {
      is_in_text_ = phonetic_depth_ == 0;
    } else if (name == "si") {
      item_.clear();
    } else if (name == "rPh") {
      ++phonetic_depth_;
    }
  }

  void end(std::string_view name) override {
    if (name == "t") {
      is_in_text_ = false;
    } else if (name == "rPh") {
      --phonetic_depth_;
    } else if (name == "si") {
      append_unescaped(pool_.arena(), item_);
      pool_.end_text();
      check_size(0);
    }
  }

  void text(std::string_view piece) override {
    if (!is_in_text_ || failure_) return;
    item_ += piece;
    check_size(item_.size());
  }

 private:
  void check_size(std::size_t item_bytes) {
    // Each text also costs its place in the pool.
    if (pool_.arena().size() + pool_.size() * sizeof(std::size_t) + item_bytes <= bytes_max_) return;
    failure_ = refuse(fmt::format("в файле больше {} МиБ разных текстов", bytes_max_ / k_mebibyte)).value();
  }

  TextPool& pool_;
  std::size_t bytes_max_;
  std::string item_;
  bool is_in_text_ = false;
  std::size_t phonetic_depth_ = 0;
};

/// docProps/core.xml: W3CDTF times, which may be a mere date or lack seconds.
class PropertiesHandler : public PartHandler {
 public:
  explicit PropertiesHandler(std::vector<TimeClaim>& claims) : claims_(claims) {}

  void start(std::string_view name, const XmlAttributes&) override {
    is_in_time_ = name == "created" || name == "modified";
    value_.clear();
  }
  void text(std::string_view piece) override {
    constexpr std::size_t k_time_bytes_max = 64;
    if (is_in_time_ && value_.size() + piece.size() <= k_time_bytes_max) value_ += piece;
  }
  void end(std::string_view name) override {
    if (!std::exchange(is_in_time_, false)) return;
    const ClaimKind kind = name == "created" ? ClaimKind::created : ClaimKind::modified;
    std::string_view time = trim(value_);
    std::string with_seconds(time);
    constexpr std::size_t k_minutes_end = 16;  // of "2019-01-31T10:12"
    if (time.size() > k_minutes_end && time[k_minutes_end] != ':') with_seconds.insert(k_minutes_end, ":00");
    if (const auto instant = journal::parse_instant(with_seconds)) {
      claims_.push_back(TimeClaim{kind, *instant});
    } else if (const auto date = journal::parse_date(time)) {
      claims_.push_back(TimeClaim{kind, journal::LocalTime{*date}});
    }
  }

 private:
  std::vector<TimeClaim>& claims_;
  std::string value_;
  bool is_in_time_ = false;
};

journal::Result<void> parse_part(Zip& zip, std::size_t entry, std::size_t bytes_max, std::size_t depth_max,
                                 XmlHandler& handler) {
  XmlParser parser(zip.entries()[entry].name, depth_max, handler);
  journal::Result<void> parsed;
  auto unpacked = zip.read(entry, bytes_max, [&](std::string_view piece) {
    parsed = parser.feed(piece);
    return parsed.has_value();
  });
  if (!parsed) return parsed;
  if (!unpacked) return unpacked;
  return parser.finish();
}

/// The folder of a part with its slash: "xl/workbook.xml" -> "xl/".
std::string folder_of(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(part.substr(0, slash + 1));
}

/// A target is relative to the folder of the part that has the relation, or absolute in the archive.
std::string resolve_target(const std::string& folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::string base = folder;
  while (target.starts_with("../")) {
    target.remove_prefix(3);
    if (!base.empty()) base = folder_of(std::string_view(base).substr(0, base.size() - 1));
  }
  if (target.starts_with("./")) target.remove_prefix(2);
  return base + std::string(target);
}

/// Reads the parts in the order in which they point to each other.
class WorkbookReader {
 public:
  WorkbookReader(Zip& zip, const Limits& limits) : zip_(zip), limits_(limits) {}

  journal::Result<XlsxWorkbook> run() {
    auto done = read_sheet_list();
    if (done) done = read_related();
    if (done) done = read_properties();
    if (!done) return tl::make_unexpected(done.error());
    workbook_.styles.resolve();
    return std::move(workbook_);
  }

 private:
  journal::Result<void> parse_small(std::size_t entry, XmlHandler& handler) {
    return parse_part(zip_, entry, std::min(k_small_part_bytes_max, limits_.unpacked_bytes_max),
                      limits_.xml_depth_max, handler);
  }

  journal::Result<void> parse_relations(const std::string& part, RelationsHandler& handler) {
    const std::string folder = folder_of(part);
    const auto entry = zip_.find(folder + "_rels/" + part.substr(folder.size()) + ".rels");
    return entry ? parse_small(*entry, handler) : journal::Result<void>{};
  }

  journal::Result<void> read_sheet_list() {
    RelationsHandler package;
    if (auto parsed = parse_relations("", package); !parsed) return parsed;
    workbook_part_ = "xl/workbook.xml";
    for (const auto& [id, relation] : package.relations) {
      if (relation.type.ends_with("/officeDocument")) workbook_part_ = resolve_target("", relation.target);
      if (relation.type.ends_with("/core-properties")) properties_part_ = resolve_target("", relation.target);
    }
    const auto entry = zip_.find(workbook_part_);
    if (!entry) return refuse("в файле XLSX нет списка листов: файл повреждён, сохраните его заново");
    WorkbookHandler handler(limits_.sheets_max);
    if (auto parsed = parse_small(*entry, handler); !parsed) return parsed;
    workbook_.styles.set_epoch_1904(handler.is_1904);
    if (auto parsed = parse_relations(workbook_part_, relations_); !parsed) return parsed;
    for (WorkbookHandler::Sheet& sheet : handler.sheets) {
      const auto relation = relations_.relations.find(sheet.relation);
      if (relation == relations_.relations.end()) return refuse_sheet(sheet.name);
      if (!relation->second.type.ends_with("/worksheet")) continue;  // charts and dialogs have no rows
      const auto part = zip_.find(resolve_target(folder_of(workbook_part_), relation->second.target));
      if (!part) return refuse_sheet(sheet.name);
      workbook_.sheets.push_back(XlsxSheet{std::move(sheet.name), *part, sheet.is_hidden});
    }
    if (workbook_.sheets.empty()) return refuse("в книге нет ни одного листа");
    return {};
  }

  static tl::unexpected<journal::Error> refuse_sheet(const std::string& name) {
    return refuse(fmt::format("лист «{}»: его нет в файле, файл повреждён, сохраните его заново", name));
  }

  journal::Result<void> read_related() {
    const std::string folder = folder_of(workbook_part_);
    for (const auto& [id, relation] : relations_.relations) {
      const auto entry = zip_.find(resolve_target(folder, relation.target));
      if (!entry) continue;
      journal::Result<void> parsed;
      if (relation.type.ends_with("/styles")) {
        StylesHandler handler(workbook_.styles);
        parsed = parse_small(*entry, handler);
      } else if (relation.type.ends_with("/sharedStrings")) {
        SharedStringsHandler handler(workbook_.shared, limits_.shared_text_bytes_max);
        parsed = parse_part(zip_, *entry, limits_.unpacked_bytes_max, limits_.xml_depth_max, handler);
      }
      if (!parsed) return parsed;
    }
    return {};
  }

  journal::Result<void> read_properties() {
    const auto entry = zip_.find(properties_part_.empty() ? "docProps/core.xml" : properties_part_);
    if (!entry) return {};
    PropertiesHandler handler(workbook_.claims);
    return parse_small(*entry, handler);
  }

  Zip& zip_;
  const Limits& limits_;
  std::string workbook_part_;
  std::string properties_part_;
  RelationsHandler relations_;
  XlsxWorkbook workbook_;
};

}  // namespace

journal::Result<XlsxWorkbook> read_xlsx_workbook(Zip& zip, const Limits& limits) {
  return WorkbookReader(zip, limits).run();
}

void append_unescaped(std::string& out, std::string_view text) {
  constexpr std::size_t k_escape_bytes = 7;  // "_x000D_"
  for (std::size_t mark = text.find("_x"); mark != std::string_view::npos; mark = text.find("_x", mark)) {
    unsigned code = 0;
    const char* digits = text.data() + mark + 2;
    if (text.size() - mark >= k_escape_bytes && digits[4] == '_' &&
        std::from_chars(digits, digits + 4, code, 16).ptr == digits + 4) {
      out.append(text, 0, mark);
      if (code != 0) append_utf8(out, code);
      text.remove_prefix(mark + k_escape_bytes);
      mark = 0;
    } else {
      mark += 2;
    }
  }
  out.append(text);
}

bool parse_cell_reference(std::string_view text, std::size_t& row, std::size_t& column) {
  constexpr std::size_t k_letters_max = 3;
  constexpr std::size_t k_digits_max = 7;
  std::size_t at = 0;
  std::size_t letters = 0;
  for (; at < text.size() && at <= k_letters_max; ++at) {
    const unsigned letter = static_cast<unsigned char>(text[at]) & 0xDFU;  // upper case
    if (letter < 'A' || letter > 'Z') break;
    letters = letters * 26 + (letter - 'A' + 1);
  }
  const std::size_t digits = text.size() - at;
  if (at == 0 || at > k_letters_max || digits == 0 || digits > k_digits_max) return false;
  std::size_t number = 0;
  for (; at < text.size(); ++at) {
    if (text[at] < '0' || text[at] > '9') return false;
    number = number * 10 + static_cast<std::size_t>(text[at] - '0');
  }
  if (number == 0) return false;
  row = number;
  column = letters - 1;
  return true;
}

bool parse_range_reference(std::string_view text, MergedRange& range) {
  const std::size_t colon = text.find(':');
  const std::string_view last = colon == std::string_view::npos ? text : text.substr(colon + 1);
  return parse_cell_reference(text.substr(0, colon), range.first_row, range.first_column) &&
         parse_cell_reference(last, range.last_row, range.last_column) && range.first_row <= range.last_row &&
         range.first_column <= range.last_column;
}

}  // namespace elzhur::connectors
