using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Crm;

/// <summary>One mock server for a class of tests: that of POLIGON_URL, or one of our own that ends with the tests.</summary>
public sealed class Poligon : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { UseProxy = false });
    private readonly Process? _process;
    private readonly string _url;

    public Poligon()
    {
        var given = Environment.GetEnvironmentVariable("POLIGON_URL");
        if (string.IsNullOrEmpty(given)) (_process, _url) = Start();
        else _url = given;
        var token = Environment.GetEnvironmentVariable("POLIGON_TOKEN");
        if (!string.IsNullOrEmpty(token))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Asks the server's own /__admin.</summary>
    public async Task<JsonElement> AskAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"{_url}/__admin{path}");
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The mock server refused {method} {path}: {text}");
        if (text.Length == 0) return default;
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public void Dispose()
    {
        _http.Dispose();
        if (_process is null) return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static (Process Process, string Url) Start()
    {
        var root = Root();
        var ready = Path.Combine(Path.GetTempPath(), $"poligon-{Environment.ProcessId}.json");
        // The server itself and not its shim in .bin, which has another name on Windows.
        var main = Path.Combine(root, "node_modules", "poligon", "dist", "src", "cli", "main.js");
        var start = new ProcessStartInfo("node") { WorkingDirectory = root, UseShellExecute = false };
        foreach (var word in new[] { main, "--port", "0", "--quiet", "--log", "off", "--ready-file", ready })
            start.ArgumentList.Add(word);
        var process = Process.Start(start) ?? throw new InvalidOperationException("Node cannot be started");
        while (!File.Exists(ready))
        {
            if (process.HasExited) throw new InvalidOperationException("The mock server did not start: see above");
            Thread.Sleep(20);
        }
        using var document = JsonDocument.Parse(File.ReadAllText(ready));
        File.Delete(ready);
        return (process, document.RootElement.GetProperty("url").GetString()!);
    }

    /// <summary>Tests run in bin/Debug: the folder of the project is above it.</summary>
    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "node_modules", "poligon")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("poligon is not installed: npm install");
    }
}
