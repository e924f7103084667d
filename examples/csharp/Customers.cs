using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Crm;

/// <summary>The clients of the Web-canape CRM.</summary>
public sealed class Customers : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="baseUrl">Where the CRM is: the only thing that a test gives otherwise.</param>
    public Customers(string baseUrl, string key)
    {
        _http = new HttpClient(new HttpClientHandler { UseProxy = false })
        {
            // Without the slash the last part of the path would be lost.
            BaseAddress = new Uri(baseUrl.TrimEnd('/') + "/"),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <returns>The id of the new client.</returns>
    /// <exception cref="HttpRequestException">Where the CRM refuses.</exception>
    public async Task<int> AddAsync(string name)
    {
        using var answer = await _http.PostAsJsonAsync("client?fields=id", new { name, type = 1 });
        using var body = await ReadAsync(answer);
        return body.RootElement.GetProperty("response").GetProperty("id").GetInt32();
    }

    /// <returns>The client's name; null where there is no such client.</returns>
    public async Task<string?> FindAsync(int id)
    {
        using var answer = await _http.GetAsync($"client/{id}?fields=id,name");
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound) return null;
        using var body = await ReadAsync(answer);
        return body.RootElement.GetProperty("response").GetProperty("name").GetString();
    }

    public void Dispose() => _http.Dispose();

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
    }
}
