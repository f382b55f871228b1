-- Each request answers one question of some person's practice set, under a fresh id.
local targets = {}
for line in io.lines(os.getenv("TARGETS")) do
  local path, cookie, body = line:match("^(%S+) (%S+) (%S+)$")
  targets[#targets + 1] = { path = path, cookie = cookie, body = body }
end
-- Each round takes its own fifth of the targets: a question is answered once.
math.randomseed(os.time())
local number = math.floor(#targets / 5) * tonumber(os.getenv("ROUND"))

local function once()
  return string.format("%08x-%04x-4%03x-8%03x-%012x", math.random(0, 0x7fffffff),
    math.random(0, 0xffff), math.random(0, 0xfff), math.random(0, 0xfff),
    math.random(0, 0x7fffffff))
end

request = function()
  number = number % #targets + 1
  local target = targets[number]
  local headers = { ["Cookie"] = "zhagen=" .. target.cookie,
    ["Content-Type"] = "application/x-www-form-urlencoded" }
  return wrk.format("POST", target.path, headers, target.body .. "&once=" .. once())
end

local refused = 0
response = function(status)
  if status ~= 303 then refused = refused + 1 end
end

done = function(summary, latency)
  io.write(string.format("p99 %d\n", latency:percentile(99)))
end
