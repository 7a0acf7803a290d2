// kirchhoff/study/enqueue.cpp - checks designs against the space of a study and leaves them there.
#include "kirchhoff/study/enqueue.hpp"

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/study/detail/design_queue.hpp"
#include "kirchhoff/study/detail/session.hpp"

namespace kirchhoff::study {

namespace fs = std::filesystem;

namespace {

// What a design does not say comes from the nearest candidate; what it says must have its place.
space::Fields completed(const space::SearchSpace& space, const space::Fields& design,
                        Stream stream) {
  space::Fields fields;
  if (const auto nearest = space.nearest(design, stream)) fields = space.fields(*nearest);
  for (const auto& [path, value] : design) fields[path] = value;
  return space.fields(space.candidate(fields));
}

}  // namespace

Enqueued enqueue(const fs::path& folder, const std::vector<space::Fields>& designs) {
  require(store::has_store(folder),
          "{}: holds no study (no study.db); start one with: kirchhoff search", folder.string());
  const auto store = store::open_store(folder, store::OpenMode::Read);
  const spec::Spec spec = detail::stored_spec(*store);
  Enqueued result{.budget = spec.search.trials};
  for (const objective::Trial& trial : store->trials()) {
    require(trial.role == objective::TrialRole::Search,
            "{}: its final training has begun, so it tries no more designs; start a new study from "
            "it with [search] start_from",
            folder.string());
    result.evaluated += trial.evaluated ? 1 : 0;
  }
  const space::SearchSpace space(spec.space);
  detail::DesignQueue queue(folder);
  const std::size_t before = queue.size();
  std::vector<space::Fields> whole;
  for (const space::Fields& design : designs) {
    const std::uint64_t place = before + whole.size();
    try {
      whole.push_back(
          completed(space, design, Stream(spec.seed, purpose::first_points, place).split(2)));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Input) throw;
      fail(ErrorKind::Input, "design {} of {} has no place in the space of {}: {}",
           whole.size() + 1, designs.size(), folder.string(), error.what());
    }
  }
  for (const space::Fields& design : whole) queue.add(design);
  result.added = whole.size();
  result.waiting = queue.size();
  return result;
}

std::vector<space::Fields> read_designs(const fs::path& file) try {
  std::vector<space::Fields> designs;
  const Json document = Json::parse(read_text(file));
  for (const Json& design : document.at("trials").items())
    designs.push_back(store::fields_from_json(design.at("parameters")));
  return designs;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::Input) throw;
  fail(ErrorKind::Input,
       "{}: is no list of designs ({}); write one with `kirchhoff pareto STUDY --json`",
       file.string(), error.what());
}

}  // namespace kirchhoff::study
