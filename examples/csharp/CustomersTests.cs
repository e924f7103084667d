using System.Net;
using Xunit;

namespace Crm;

public sealed class CustomersTests(Poligon poligon) : IClassFixture<Poligon>, IAsyncLifetime
{
    private string _sandbox = "";
    private string _baseUrl = "";

    /// <summary>A world of its own for each test.</summary>
    public async Task InitializeAsync()
    {
        var made = await poligon.AskAsync(HttpMethod.Post, "/sandboxes", new { scenario = "blank" });
        _sandbox = made.GetProperty("id").GetString()!;
        _baseUrl = made.GetProperty("urls").GetProperty("webcanape").GetString()!;
    }

    public Task DisposeAsync() => poligon.AskAsync(HttpMethod.Delete, $"/sandboxes/{_sandbox}");

    [Fact]
    public async Task AClientThatIsAddedIsFound()
    {
        using var customers = new Customers(_baseUrl, "sandbox-key");
        var id = await customers.AddAsync("ООО Ромашка");
        Assert.Equal("ООО Ромашка", await customers.FindAsync(id));
    }

    [Fact]
    public async Task WhoIsNotThereIsNull()
    {
        using var customers = new Customers(_baseUrl, "sandbox-key");
        Assert.Null(await customers.FindAsync(999_999));
    }

    [Fact]
    public async Task AWrongKeyChangesNothing()
    {
        using var customers = new Customers(_baseUrl, "wrong");
        await Assert.ThrowsAsync<HttpRequestException>(() => customers.AddAsync("ООО Ромашка"));
        var changes = await poligon.AskAsync(HttpMethod.Get, $"/sandboxes/{_sandbox}/changes");
        Assert.Equal(0, changes.GetProperty("changes").GetArrayLength());
    }

    [Fact]
    public async Task AServerThatFailsIsTold()
    {
        await poligon.AskAsync(
            HttpMethod.Post,
            $"/sandboxes/{_sandbox}/faults",
            new { match = new { operation = "webcanape client.create" }, times = 1, status = 503 });
        using var customers = new Customers(_baseUrl, "sandbox-key");
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => customers.AddAsync("ООО Ромашка"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failure.StatusCode);
    }

    [Fact]
    public async Task WhatIsSentKeepsToThePage()
    {
        using var customers = new Customers(_baseUrl, "sandbox-key");
        await customers.AddAsync("ООО Ромашка");
        var journal = await poligon.AskAsync(HttpMethod.Get, $"/sandboxes/{_sandbox}/requests?violations=true");
        Assert.Equal(0, journal.GetProperty("total").GetInt32());
        var verdict = await poligon.AskAsync(
            HttpMethod.Post,
            $"/sandboxes/{_sandbox}/requests/verify",
            new { operation = "webcanape client.create", where = new { name = "ООО Ромашка" }, times = 1 });
        Assert.True(verdict.GetProperty("ok").GetBoolean());
    }
}
