# Every foreign library, found once. The comment says which room alone includes it.
include_guard(GLOBAL)

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

# Everyone.
find_package(tl-expected REQUIRED CONFIG) # tl::expected
find_package(fmt REQUIRED CONFIG) # fmt::fmt
find_package(spdlog REQUIRED CONFIG) # spdlog::spdlog, the compiled library: header-only costs 4 s a file

# journal
find_package(date REQUIRED CONFIG) # date::date-tz

# connectors. libzip by pkg-config: its CMake config fails without the zip tools.
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET GLOBAL libzip) # PkgConfig::libzip
find_package(EXPAT REQUIRED) # EXPAT::EXPAT
find_package(LibXml2 REQUIRED) # LibXml2::LibXml2
find_package(nlohmann_json REQUIRED CONFIG) # nlohmann_json::nlohmann_json
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET GLOBAL libzstd) # PkgConfig::zstd
find_package(OpenSSL REQUIRED) # OpenSSL::Crypto (SHA-256), OpenSSL::SSL

# alerts. The mustache library is one header and has no CMake files.
find_path(ELZHUR_MUSTACHE_INCLUDE kainjow/mustache.hpp REQUIRED)
mark_as_advanced(ELZHUR_MUSTACHE_INCLUDE)
add_library(elzhur_mustache INTERFACE)
add_library(elzhur::mustache ALIAS elzhur_mustache)
target_include_directories(elzhur_mustache SYSTEM INTERFACE "${ELZHUR_MUSTACHE_INCLUDE}")

# appeals
pkg_check_modules(xlsxwriter REQUIRED IMPORTED_TARGET GLOBAL xlsxwriter) # PkgConfig::xlsxwriter

# daemon
find_package(yaml-cpp REQUIRED CONFIG) # config: Debian's 0.7 has the bare target yaml-cpp
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp::yaml-cpp INTERFACE IMPORTED)
  target_link_libraries(yaml-cpp::yaml-cpp INTERFACE yaml-cpp)
endif()
find_package(SQLite3 REQUIRED) # store: SQLite::SQLite3
find_package(CURL REQUIRED) # net: CURL::libcurl
pkg_check_modules(libsystemd REQUIRED IMPORTED_TARGET GLOBAL libsystemd) # runtime: PkgConfig::libsystemd
pkg_check_modules(libargon2 REQUIRED IMPORTED_TARGET GLOBAL libargon2) # web: PkgConfig::libargon2
# metrics: prometheus-cpp::core only; the others that its config file finds come with the package
find_package(prometheus-cpp REQUIRED CONFIG)
find_package(ZLIB REQUIRED) # web: ZLIB::ZLIB
find_package(CLI11 REQUIRED CONFIG) # app: CLI11::CLI11

# Asio and Beast. 1.81 by name: Debian's plain libboost-dev is 1.74, which g++ 12 cannot compile.
find_package(Boost 1.81 REQUIRED) # Boost::headers
