-- Posts requests from a file, one a line: the path, headers and the body, with tabs between them. Prints the rate.

local requests, at = {}, 0

function init(arguments)
    for line in io.lines(arguments[1]) do
        local path, rest = line:match("^([^\t]+)\t(.*)$")
        local headers = { ["content-type"] = "application/json" }
        local name, value, more = rest:match("^([%w-]+): ([^\t]*)\t(.*)$")
        while name do
            headers[name], rest = value, more
            name, value, more = rest:match("^([%w-]+): ([^\t]*)\t(.*)$")
        end
        requests[#requests + 1] = wrk.format("POST", path, headers, rest)
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end

function done(summary)
    local errors = summary.errors
    local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
    io.stderr:write(string.format("%f %d\n", summary.requests / summary.duration * 1e6, failed))
end
