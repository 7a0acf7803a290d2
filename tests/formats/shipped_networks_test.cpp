// tests/formats/shipped_networks_test.cpp - published counts of the shipped networks, and what they
// cost adds up.
//
// A multiply-accumulate is one weight (or value of a second activation) times one input, at each
// output position; additions of biases, norms and activations are none. Exact counts follow by hand
// from the papers' tables; the rounded ones beside them are published.
#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

// Every figure of a breakdown is finite and not negative, and parts sum to the whole.
void check_sums(const cost::Cost& cost) {
  double layer_energy = 0.0, layer_latency = 0.0, energy = 0.0, latency = 0.0, area = 0.0;
  for (const cost::LayerCost& layer : cost.layers) {
    CHECK(layer.energy.si() > 0.0);
    layer_energy += layer.energy.si();
    layer_latency += layer.latency.si();
  }
  for (const cost::ComponentTotal& component : cost.components) {
    CHECK(component.energy.si() >= 0.0);
    CHECK(component.latency.si() >= 0.0);
    energy += component.energy.si();
    latency += component.latency.si();
    area += component.area.si();
  }
  const auto nearly = [](double value) { return doctest::Approx(value).epsilon(1e-9).scale(0.0); };
  CHECK(std::isfinite(cost.energy.si()));
  CHECK(std::isfinite(cost.latency.si()));
  CHECK(layer_energy == nearly(cost.energy.si()));
  CHECK(layer_latency == nearly(cost.latency.si()));
  CHECK(energy == nearly(cost.energy.si()));
  CHECK(latency == nearly(cost.latency.si()));
  CHECK(area == nearly(cost.area.si()));
}

}  // namespace

TEST_CASE("ResNet-18 has the published parameters and multiply-accumulates") {
  const network::Network network = load_network("resnet18");
  CHECK(network::parameter_count(network) == 11689512);  // torchvision
  CHECK(network::total_macs(network) == 1814073344);     // 1.814 G, classifier included
  CHECK(network.layers().size() == 21);
  CHECK((network.input_shape(network.nodes().back()) == network::Shape{512, 1, 1}));
}

TEST_CASE("MobileNet has the published 4.2 M parameters and 569 M multiply-accumulates") {
  const network::Network network = load_network("mobilenetv1");
  CHECK(network::parameter_count(network) == 4231976);
  CHECK(network::total_macs(network) == 568740352);
}

TEST_CASE("LeNet-5 has 61,706 parameters, ResNet-8 one class fewer colours than MLPerf's") {
  CHECK(network::parameter_count(load_network("lenet5")) == 61706);
  CHECK(network::total_macs(load_network("lenet5")) == 117600 + 240000 + 48000 + 10080 + 840);
  const network::Network resnet8 = load_network("resnet8");
  // By hand: stem 144; 2 x 2304; 4608 + 9216 + 512; 18432 + 36864 + 2048; classifier 640 + 10.
  const std::int64_t weights = 144 + 4608 + 14336 + 57344 + 640;
  CHECK(network::parameter_count(resnet8) == weights + 10 + 2 * (16 * 3 + 32 * 3 + 64 * 3));
  CHECK(network::total_macs(load_network("vgg-small")) < 12000000);
}

TEST_CASE("VGG-16 and AlexNet have the published counts") {
  const network::Network vgg16 = load_network("vgg16");
  CHECK(network::parameter_count(vgg16) == 138357544);  // torchvision
  CHECK(network::total_macs(vgg16) == 15470264320);     // 15.47 G
  const network::Network alexnet = load_network("alexnet");
  CHECK(network::parameter_count(alexnet) == 61100840);  // torchvision
  CHECK(network::total_macs(alexnet) == 714188480);      // 0.714 G
}

TEST_CASE("VGG-8 is six convolutions and two linear layers without biases") {
  const network::Network network = load_network("vgg8");
  const std::int64_t weights[] = {3456, 147456, 294912, 589824, 1179648, 2359296, 8388608, 10240};
  const std::int64_t positions[] = {1024, 1024, 256, 256, 64, 64, 1, 1};
  std::int64_t parameters = 0, macs = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(network::weight_count(network, network.layers().at(i)) == weights[i]);
    parameters += weights[i];
    macs += weights[i] * positions[i];
  }
  CHECK(network::parameter_count(network) == parameters);
  CHECK(network::total_macs(network) == macs);
}

TEST_CASE("MobileNetV2 and V3 have the published counts") {
  const network::Network v2 = load_network("mobilenetv2");
  CHECK(network::parameter_count(v2) == 3504872);  // torchvision
  CHECK(network::total_macs(v2) == 300774272);     // 300 M in the paper
  const network::Network v3 = load_network("mobilenetv3-large");
  CHECK(network::parameter_count(v3) == 5483032);  // torchvision
  CHECK(network::total_macs(v3) == 216589760);     // 217 M
}

TEST_CASE("DenseNet-40 has 1.02 M parameters, a third of them in the last block's maps of 8 x 8") {
  const network::Network network = load_network("densenet40");
  CHECK(network::parameter_count(network) == 1019722);
  // By hand: per block 108 weights for each of 12 x channels + 792 inputs, two transitions.
  const std::int64_t first = 432 + 108 * (16 * 12 + 792) + 160 * 160;
  const std::int64_t second = 108 * (160 * 12 + 792) + 304 * 304;
  const std::int64_t third = 108 * (304 * 12 + 792);
  CHECK(network::total_macs(network) == 1024 * first + 256 * second + 64 * third + 4480);
}

TEST_CASE("ViT-Tiny has the published 5.72 M parameters; attention is a seventh of its products") {
  const network::Network network = load_network("vit-tiny");
  CHECK(network::parameter_count(network) == 5717416);  // timm, deit_tiny_patch16_224
  const std::int64_t patches = 196 * 768 * 192;
  const std::int64_t attention = 2 * 197 * 197 * 192;
  const std::int64_t layers = 197 * (4 * 192 * 192 + 2 * 192 * 768);
  CHECK(network::total_macs(network) == patches + 12 * (attention + layers) + 192 * 1000);
}

TEST_CASE("every shipped network can be estimated on every shipped chip, and the parts add up") {
  const cost::Calibration calibration = load_calibration();
  for (const std::string& name : shipped_names("networks")) {
    const network::Network network = load_network(name);
    for (const std::string& chip_name : shipped_names("hardware")) {
      CAPTURE(name);
      CAPTURE(chip_name);
      const hardware::Hardware chip = load_hardware(chip_name);
      const cost::Cost cost = cost::estimate(network, mapping::map_network(network, chip), chip,
                                             network::default_activity(network), calibration);
      check_sums(cost);
      CHECK(cost.macs == network::total_macs(network));
    }
  }
}

}  // namespace kirchhoff::formats
