// Receives push while no page is open, and leads to what it is about.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const told = event.data?.json() ?? {};
  event.waitUntil(Promise.all([show(told), badge(told.badge)]));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/notifications"));
});

function show({ title = "chatty", body = "", tag, url }) {
  return self.registration.showNotification(title, {
    body,
    tag,
    renotify: Boolean(tag),
    icon: "/static/icons/chatty.svg",
    data: { url },
  });
}

async function badge(count) {
  if (navigator.setAppBadge && Number.isInteger(count)) await navigator.setAppBadge(count);
}

// In a page that is open already, if there is one; never anywhere but here.
async function open(path) {
  const url = new URL(path, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window" });
  const page = pages.find((each) => "navigate" in each);
  if (!page) {
    await self.clients.openWindow(url.href);
    return;
  }
  await page.focus();
  await page.navigate(url.href);
}
