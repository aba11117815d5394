import Service
@main struct P { static func main() {} }
