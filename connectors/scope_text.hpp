// What a text such as «5б (Англ.яз) 2018/2019 учебный год» says about class and group.
#pragma once

#include <string>
#include <string_view>

namespace elzhur::connectors {

struct ClassAndGroup {
  std::string class_name;  ///< Normalised, as written.
  std::string group;       ///< Empty for the class itself.

  bool operator==(const ClassAndGroup&) const = default;
};

/// The school year is dropped; «5б (5б)» and «5б» are the class itself, «5б (Англ.яз)» a group of it. Total.
/// `slash_is_group`: under «Класс/группа» also «7А/1», unless a class follows («5а/5б» stays one name).
[[nodiscard]] ClassAndGroup split_class(std::string_view text, bool slash_is_group = false);

/// A group as a column or line gives it: normalised, and empty for «весь класс», punctuation alone, or the
/// class's own name.
[[nodiscard]] std::string read_group(std::string_view text, std::string_view class_name);

}  // namespace elzhur::connectors
