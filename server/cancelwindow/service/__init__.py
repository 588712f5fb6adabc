"""The companion as a login service of the operating system."""
