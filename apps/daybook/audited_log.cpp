#include "apps/daybook/audited_log.hpp"

#include "adapters/audit/bundle_verify.hpp"

namespace daybook {
namespace {

std::set<PersonId> erased_in(pg::Connection& connection) {
  std::set<PersonId> erased;
  const auto rows = connection.exec("SELECT person_id FROM persons WHERE erased_at IS NOT NULL");
  for (int i = 0; i < rows.size(); ++i)
    if (const auto id = PersonId::parse(rows.text(i, 0))) erased.insert(*id);
  return erased;
}

std::set<PersonId> erased_in(EventSource& events) {
  std::set<PersonId> erased;
  audit::read_log(events, {}, [&](std::span<const Envelope> chunk) {
    for (const Envelope& e : chunk) {
      if (e.type != event_type<PersonErased>.name) continue;
      const Event event = decode_event(e.type, e.schema_version, e.payload);
      erased.insert(std::get<PersonErased>(event).person_id);
    }
  });
  return erased;
}

}  // namespace

AuditedLog::AuditedLog(const AuditSettings& settings)
    : snapshot_(settings.database_url), verifier_key_(settings.verifier_key), zone_(settings.zone) {}

AuditedLog::AuditedLog(const std::string& bundle,
                       const std::function<void(std::int64_t, std::int64_t)>& progress) {
  const auto report = audit::verify_bundle({bundle, std::nullopt, std::nullopt, progress});
  if (report.bad) throw std::runtime_error(bundle + " does not verify: " + report.bad->text());
  bundle_.emplace(bundle);
  verifier_key_ = bundle_->manifest().verifier_key;
  zone_ = Zone(bundle_->manifest().time_zone);
}

EventSource& AuditedLog::events() {
  if (bundle_) return *bundle_;
  return snapshot_->events();
}

std::int64_t AuditedLog::head() { return bundle_ ? bundle_->manifest().events : snapshot_->head().position; }

log::Verifier AuditedLog::verifier() const {
  auto verifier = log::Verifier::parse(verifier_key_);
  if (!verifier) throw std::runtime_error("the log's public key is not usable: " + verifier.error().detail);
  return *verifier;
}

std::unique_ptr<audit::FactSource> AuditedLog::facts() {
  return bundle_ ? audit::bundled_facts(*bundle_) : audit::stored_facts(snapshot_->connection());
}

Result<audit::Proof> AuditedLog::proof(std::int64_t position, std::optional<std::int64_t> size) {
  return bundle_ ? bundle_->proof(position, size)
                 : audit::make_proof(snapshot_->connection(), position, size);
}

std::set<PersonId> AuditedLog::erased() {
  return bundle_ ? erased_in(*bundle_) : erased_in(snapshot_->connection());
}

}  // namespace daybook
