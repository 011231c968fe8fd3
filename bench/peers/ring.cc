/* A ring of timers in ns-3, timed. Built and driven by `go run ./bench -only sim`.
 *
 * ring DELAYS PENDING WARM UNTIL SCHEDULER
 *
 * DELAYS has the delays in nanoseconds, one a line, as many as a power of two. Timer i first fires after the i-th of them, and again and again after the next that nobody
 * has taken. What happens after WARM and before UNTIL nanoseconds is timed. Prints one JSON object. */
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <ns3/core-module.h>
#include <vector>

static std::vector<ns3::Time> delays;
static uint64_t taken, mask;

static void
Fire(uint32_t timer)
{
	ns3::Simulator::Schedule(delays[taken++ & mask], &Fire, timer);
}

static double
RunUntil(int64_t ns)
{
	ns3::Simulator::Stop(ns3::NanoSeconds(ns) - ns3::Simulator::Now());
	auto begin = std::chrono::steady_clock::now();
	ns3::Simulator::Run();
	return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

int
main(int argc, char** argv)
{
	if (argc != 6)
		return 2;
	std::ifstream file(argv[1]);
	for (int64_t d; file >> d;)
		delays.push_back(ns3::NanoSeconds(d));
	mask = delays.size() - 1;
	if (delays.empty() || delays.size() & mask)
		return 2;
	ns3::Simulator::SetScheduler(ns3::ObjectFactory(argv[5]));
	auto pending = static_cast<uint32_t>(std::atoi(argv[2]));
	for (uint32_t i = 0; i < pending; i++)
		Fire(i);
	RunUntil(std::atoll(argv[3]));
	uint64_t before = taken;
	double seconds = RunUntil(std::atoll(argv[4]));
	std::printf("{\"seconds\": %.9f, \"events\": %llu}\n", seconds, static_cast<unsigned long long>(taken - before));
	ns3::Simulator::Destroy();
}
